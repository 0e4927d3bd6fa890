package dev.weft.core.retry;

import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import org.jspecify.annotations.Nullable;

/** Counts the calls under way that a retry budget is a share of. */
public final class BudgetFilter implements Filter<OutboundExchange> {
  private final Slot<Cluster> cluster;
  private final RetryBudgets budgets;

  public BudgetFilter(Slot<Cluster> cluster, RetryBudgets budgets) {
    this.cluster = cluster;
    this.budgets = budgets;
  }

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    Cluster called = x.get(cluster);
    if (called != null) {
      budgets.began(called);
    }
    return null;
  }

  @Override
  public void exit(OutboundExchange x) {
    Cluster called = x.get(cluster);
    if (called != null) {
      budgets.ended(called);
    }
  }
}
