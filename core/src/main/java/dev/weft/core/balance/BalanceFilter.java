package dev.weft.core.balance;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Attempt.Outcome;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Settling;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.outlier.Outliers;
import dev.weft.core.route.Target;
import org.jspecify.annotations.Nullable;

/** Chooses the endpoint of an attempt and counts the attempt against it. */
public final class BalanceFilter implements Settling {
  private final Slot<Target> target;
  private final Slot<Cluster> cluster;
  private final Balancer balancer;
  private final Outliers outliers;

  public BalanceFilter(
      Slot<Target> target, Slot<Cluster> cluster, Balancer balancer, Outliers outliers) {
    this.target = target;
    this.cluster = cluster;
    this.balancer = balancer;
    this.outliers = outliers;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    Cluster candidates = attempt.exchange().get(cluster);
    if (candidates == null || candidates.passThrough()) {
      return null; // the address stays as the application wrote it
    }
    long now = attempt.exchange().nowNanos();
    outliers.sweep(candidates, now);
    Target chosen = attempt.exchange().get(target);
    boolean others = chosen != null && chosen.retries().otherHosts();
    Endpoint picked = balancer.pick(candidates, others ? attempt.previous() : null, now);
    if (picked == null) {
      return Refusal.of(Reason.UH, 503, 14, "no healthy upstream");
    }
    picked.state().began();
    attempt.endpoint(picked);
    return null;
  }

  @Override
  public void settled(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    if (endpoint == null) {
      return;
    }
    if (attempt.outcome() == Outcome.RESPONSE) {
      endpoint.state().reached();
    } else if (attempt.reason() == Reason.UF) {
      endpoint.state().refused(attempt.exchange().nowNanos());
    }
  }

  @Override
  public void exit(Attempt attempt) {
    if (attempt.endpoint() != null) {
      attempt.endpoint().state().ended();
    }
  }
}
