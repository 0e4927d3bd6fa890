package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In a JVM of its own, as the JDK's classes are woven. */
class ContextOnExecutorsTest {
  static Stream<Path> homes() {
    return Jvm.moreHomes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void tasksHaveTheContextInWhichTheyWereHandedOver(Path home) throws Exception {
    Jvm.Result result = Jvm.on(home).harness("context").run(ContextProbe.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.lines()).hasSizeGreaterThan(20);
    assertThat(result.lines().subList(0, result.lines().size() - 1))
        .allMatch(l -> l.endsWith(" ok"));
    assertThat(result.lines().get(result.lines().size() - 1))
        .contains("state=woven")
        .contains("faults=0");
  }
}
