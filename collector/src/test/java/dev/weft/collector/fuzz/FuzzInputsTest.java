package dev.weft.collector.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.api.DocumentsFuzz;
import dev.weft.collector.api.ParametersFuzz;
import dev.weft.collector.push.AgentMessagesFuzz;
import dev.weft.collector.telemetry.OtlpFuzz;
import dev.weft.policy.fuzz.FuzzInputs;
import org.junit.jupiter.api.Test;

/** What fuzzers of this module have found, again. */
class FuzzInputsTest {
  @Test
  void documentsAreRefusedOrGivenBackAsTheyAre() {
    assertThat(FuzzInputs.run("documents", DocumentsFuzz::fuzzerTestOneInput)).isPositive();
  }

  @Test
  void parametersOfJaegersApiAreRefusedOrRead() {
    assertThat(FuzzInputs.run("parameters", ParametersFuzz::fuzzerTestOneInput)).isPositive();
  }

  @Test
  void agentsAreSentAwayOrAnswered() {
    assertThat(FuzzInputs.run("agent-messages", AgentMessagesFuzz::fuzzerTestOneInput))
        .isPositive();
  }

  @Test
  void telemetryIsRefusedOrGivenBack() {
    assertThat(FuzzInputs.run("otlp", OtlpFuzz::fuzzerTestOneInput)).isPositive();
  }
}
