package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.fuzz.FuzzInputs;
import org.junit.jupiter.api.Test;

/** What fuzzers of this module have found, again. */
class FuzzInputsTest {
  @Test
  void whateverACollectorSaysIsDealtWithOrEndsTheChannel() {
    assertThat(FuzzInputs.run("collector-messages", CollectorMessagesFuzz::fuzzerTestOneInput))
        .isPositive();
  }
}
