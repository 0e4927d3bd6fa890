package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final int AGENTS = 500;
  private static final long SECOND = 1_000_000_000L;

  /** Arrivals are counted in steps of so much. */
  private static final long STEP = SECOND / 4;

  private final Random random = new Random(7);

  @Test
  void fiveHundredAgentsWhoseCollectorWasAwayForTenMinutesDoNotReturnTogether() {
    int[] arrivals = arrivals(600 * SECOND);

    assertThat(Arrays.stream(arrivals).sum()).isEqualTo(AGENTS);
    // Within the longest wait, 4 s, which leaves a second of the promised five to connect.
    assertThat(arrivals).hasSize(16);
    // Waits drawn evenly below 4 s end at first twice as often as on average: 500 / 16 * 2.
    assertThat(Arrays.stream(arrivals).max().orElseThrow()).isLessThan(90);
    // And no gap with a wave behind it.
    assertThat(Arrays.stream(arrivals, 0, 8).min().orElseThrow()).isGreaterThan(20);
  }

  @Test
  void norWhenItIsBackAfterASecond() {
    int[] arrivals = arrivals(SECOND);

    assertThat(Arrays.stream(arrivals).sum()).isEqualTo(AGENTS);
    assertThat(Arrays.stream(arrivals).max().orElseThrow()).isLessThan(AGENTS / 3);
  }

  /** All lose the collector at 0; by steps after its return, how many come. */
  private int[] arrivals(long returned) {
    int[] steps = new int[16];
    for (int agent = 0; agent < AGENTS; agent++) {
      Backoff backoff = new Backoff(random::nextDouble);
      long at = backoff.nextNanos();
      while (at < returned) {
        at += backoff.nextNanos();
      }
      steps[(int) ((at - returned) / STEP)]++;
    }
    return steps;
  }

  @Test
  void afterAConnectionTheNextIsTriedSoon() {
    Backoff backoff = new Backoff(() -> 0.999);
    for (int i = 0; i < 10; i++) {
      backoff.nextNanos();
    }
    assertThat(backoff.nextNanos()).isBetween(3 * SECOND, 4 * SECOND);
    backoff.reset();
    assertThat(backoff.nextNanos()).isLessThan(SECOND / 4);
  }

  @Test
  void whoWasRefusedAsksAgainAfterFiveToTenSeconds() {
    assertThat(new Backoff(() -> 0).refusedNanos()).isEqualTo(5 * SECOND);
    assertThat(new Backoff(() -> 0.999).refusedNanos()).isLessThan(10 * SECOND);
  }
}
