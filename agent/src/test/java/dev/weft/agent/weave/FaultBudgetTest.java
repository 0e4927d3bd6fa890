package dev.weft.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FaultBudgetTest {
  private long now = 1;
  private final FaultBudget budget = new FaultBudget(() -> now);

  @Test
  void theOneAfterAHundredInAMinuteIsTooMany() {
    for (int i = 0; i < FaultBudget.PER_WINDOW; i++) {
      assertThat(budget.spend()).isFalse();
    }

    assertThat(budget.spend()).isTrue();
    assertThat(budget.total()).isEqualTo(101);
  }

  @Test
  void faultsOfAnEarlierMinuteAreNotHeldAgainstIt() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.spend()).isFalse();
      now += TimeUnit.SECONDS.toNanos(1);
    }

    assertThat(budget.total()).isEqualTo(1_000);
  }
}
