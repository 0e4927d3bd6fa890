package dev.weft.core.retry;

import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.ClusterState;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.ClusterPolicy.RetryBudget;

/**
 * Limits how many retries of a cluster are under way at once, their waits included: at most
 * max(minConcurrency, percent of its calls under way), or of those begun within the interval.
 * Thread-safe.
 */
public final class RetryBudgets {
  private final Clock clock;

  public RetryBudgets(Clock clock) {
    this.clock = clock;
  }

  /** A call to the cluster begins. */
  void began(Cluster cluster) {
    RetryBudget budget = cluster.traffic().retryBudget();
    if (budget == null) {
      return;
    }
    cluster.state().active().incrementAndGet();
    if (!budget.interval().isZero()) {
      cluster.state().recent().add(clock.nanos(), budget.interval().toNanos());
    }
  }

  /** It is over. */
  void ended(Cluster cluster) {
    if (cluster.traffic().retryBudget() != null) {
      cluster.state().active().decrementAndGet();
    }
  }

  /** One retry more, if that is within the budget. */
  boolean take(Cluster cluster) {
    RetryBudget budget = cluster.traffic().retryBudget();
    if (budget == null) {
      return true;
    }
    ClusterState state = cluster.state();
    long calls =
        budget.interval().isZero()
            ? state.active().get()
            : state.recent().sum(clock.nanos(), budget.interval().toNanos());
    long limit = Math.max(budget.minConcurrency(), (long) (calls * budget.percent() / 100));
    if (state.retries().incrementAndGet() <= limit) {
      return true;
    }
    state.retries().decrementAndGet();
    return false;
  }

  void giveBack(Cluster cluster) {
    if (cluster.traffic().retryBudget() != null) {
      cluster.state().retries().decrementAndGet();
    }
  }
}
