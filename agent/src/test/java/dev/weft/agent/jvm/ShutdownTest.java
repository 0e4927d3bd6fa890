package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShutdownTest {
  private static final String PROBE = "dev.weft.agent.start.ShutdownProbe";

  static Stream<Path> homes() {
    return Jvm.homes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void theDrainIsOverBeforeTheApplicationStopsAndTheAgentEndsAfterIt(Path home) throws Exception {
    Jvm.Result result = Jvm.on(home).harness("shutdown").run(PROBE);

    assertThat(result.lines())
        .containsExactly("drain begins", "drain ends", "application stops", "agent ends");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void aDrainThatDoesNotEndIsNotWaitedFor(Path home) throws Exception {
    Jvm.Result result = Jvm.on(home).harness("shutdown").arguments("hangs").run(PROBE);

    assertThat(result.lines()).containsExactly("drain begins", "application stops", "agent ends");
    assertThat(result.exitCode()).isZero();
  }
}
