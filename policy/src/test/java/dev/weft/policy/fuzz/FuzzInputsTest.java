package dev.weft.policy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What fuzzers of this module have found, again. */
class FuzzInputsTest {
  @Test
  void expressionsAreRefusedOrAnswered() {
    assertThat(FuzzInputs.run("expression", ExpressionFuzz::fuzzerTestOneInput)).isPositive();
  }

  @Test
  void anInputThatBreaksSomethingIsNamed() {
    assertThatThrownBy(
            () ->
                FuzzInputs.run(
                    "expression",
                    input -> {
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasStackTraceContaining("durations")
        .hasStackTraceContaining("broken");
  }

  @Test
  void memoryBeyondWhatTheInputMayCostIsRefused() throws Exception {
    byte[] input = new byte[10];
    Memory.bounded(input, 10_000, 0, some -> assertThat(new byte[50_000]).isNotNull());
    assertThatThrownBy(
            () -> Memory.bounded(input, 1_000, 0, some -> assertThat(new byte[50_000]).isNotNull()))
        .hasMessageContaining("more than 10000");
  }

  @Test
  void whatIsAllocatedOnlyTheFirstTimeIsNotCounted() throws Exception {
    int[] runs = new int[1];
    Memory.bounded(
        new byte[10],
        1_000,
        0,
        some -> assertThat(runs[0]++ == 0 ? new byte[50_000] : some).isNotNull());
    assertThat(runs[0]).isEqualTo(2);
  }
}
