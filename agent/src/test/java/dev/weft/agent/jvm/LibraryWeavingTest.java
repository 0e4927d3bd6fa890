package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryWeavingTest {
  static Stream<Path> homes() {
    return Jvm.homes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void hooksRunBesideTheirLibraryAndTheirFaultsStayWithThem(Path home) throws Exception {
    Jvm.Result result = Jvm.on(home).harness("library").run(LibraryProbe.class);

    assertThat(result.lines())
        .contains(
            "child-first woven a",
            "another-loader woven b",
            "collected true",
            "mistyped as written",
            "refuse java.io.IOException: for the application",
            "failing as written");
    assertThat(result.exitCode()).isZero();

    assertThat(report(result, "probe")).contains("state=woven").contains("1 of 1 places");
    assertThat(report(result, "unfit")).contains("state=refused").contains("has no absent()V");
    assertThat(report(result, "gone")).contains("state=refused").contains("has no absent");
    assertThat(report(result, "failing")).contains("state=off").contains("faults=101");
    assertThat(report(result, "mistyping")).contains("state=woven").contains("faults=1,");
    assertThat(report(result, "refusing")).contains("state=woven").contains("faults=0");

    assertThat(result.err().lines().filter(line -> line.contains("adapter failing")))
        .hasSize(2)
        .last()
        .asString()
        .contains("switched off");
    assertThat(result.err()).contains("the hook returned java.lang.Integer, not java.lang.String");
  }

  private static String report(Jvm.Result result, String adapter) {
    return result.lines().stream()
        .filter(line -> line.startsWith("AdapterReport[name=" + adapter + ","))
        .findFirst()
        .orElse("none");
  }
}
