package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
  @Test
  void aBurstIsFollowedByTheSteadyRate() {
    Allowance allowance = new Allowance(10, 3, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(allowance.take(1, 0)).isTrue();
    }
    assertThat(allowance.take(1, 0)).isFalse();
    assertThat(allowance.take(1, 99)).isFalse();
    assertThat(allowance.take(1, 100)).isTrue();
    assertThat(allowance.take(4, 1_000_000)).isFalse();
    assertThat(allowance.take(3, 1_000_000)).isTrue();
  }

  @Test
  void aClockThatGoesBackGivesNothing() {
    Allowance allowance = new Allowance(10, 1, 1_000);
    assertThat(allowance.take(1, 1_000)).isTrue();
    assertThat(allowance.take(1, 0)).isFalse();
  }
}
