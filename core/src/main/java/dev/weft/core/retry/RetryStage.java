package dev.weft.core.retry;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Joint;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Replay;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.random.RandomSource;
import dev.weft.core.route.RetryPlan;
import dev.weft.core.route.Target;

/**
 * Whether an attempt is followed by another, in Envoy's order: condition, attempts left, budget;
 * and ours: time left, and a body that can be sent again.
 */
public final class RetryStage implements Joint {
  private final Slot<Target> target;
  private final Slot<Cluster> cluster;
  private final RetryBudgets budgets;
  private final RandomSource random;

  public RetryStage(
      Slot<Target> target, Slot<Cluster> cluster, RetryBudgets budgets, RandomSource random) {
    this.target = target;
    this.cluster = cluster;
    this.budgets = budgets;
    this.random = random;
  }

  @Override
  public long consider(Attempt attempt) {
    OutboundExchange x = attempt.exchange();
    Target chosen = x.get(target);
    Cluster tried = x.get(cluster);
    if (chosen == null || tried == null) {
      return -1;
    }
    RetryPlan plan = chosen.retries();
    if (plan.attempts() == 0 || !RetryConditions.allow(plan, attempt)) {
      return -1;
    }
    if (x.remainingNanos() == 0) {
      return -1; // the whole call's time: no matter of retries
    }
    if (attempt.number() > plan.attempts()) {
      x.flag(Reason.URX);
      return -1;
    }
    if (!canReplay(x, attempt)) {
      return -1;
    }
    if (!budgets.take(tried)) {
      x.flag(Reason.UO);
      return -1;
    }
    // Full jitter as Envoy's code (not its documentation) has it.
    return random.below(plan.backoffLimitNanos(attempt.number()));
  }

  private static boolean canReplay(OutboundExchange x, Attempt attempt) {
    Replay replay = x.replay();
    return replay == Replay.ALWAYS || (replay == Replay.UNTIL_SENT && !attempt.isSent());
  }

  @Override
  public void release(OutboundExchange exchange) {
    Cluster tried = exchange.get(cluster);
    if (tried != null) {
      budgets.giveBack(tried);
    }
  }
}
