package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContextIT {
  static Stream<Path> homes() {
    return Jvm.moreHomes().filter(home -> Jvm.release(home).contains("jdk.httpserver"));
  }

  @ParameterizedTest
  @MethodSource("homes")
  void callsMadeByTasksOfAnInboundCallContinueItsTrace(Path home) throws Exception {
    Jvm.Result result =
        Jvm.on(home).option(AgentJar.FLAG, "-Dweft.service=probe").run(ContextProgram.class);

    assertThat(result.lines()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      String trace = String.valueOf(i + 1).repeat(32);
      assertThat(result.lines().get(i))
          .contains("direct=" + trace)
          .contains("executor=" + trace)
          .contains("scheduled=" + trace)
          .contains("fork-join=" + trace)
          .contains("future=" + trace)
          .contains("stage=" + trace)
          .doesNotContain("failed");
      if (!Jvm.release(home).contains("JAVA_VERSION=\"17")) {
        assertThat(result.lines().get(i)).contains("virtual=" + trace);
      }
    }
  }
}
