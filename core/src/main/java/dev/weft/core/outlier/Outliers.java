package dev.weft.core.outlier;

import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.EjectionState;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.outlier.Ejection.Cause;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ejects and takes back, as Envoy's detector does. It has no thread: the sweep that would run each
 * interval is made up for when a call balances. Thread-safe; one lock for the rare decisions.
 */
public final class Outliers {
  // Envoy's max_ejection_time, which Istio does not set.
  private static final long MAX_EJECTION_NANOS = Duration.ofSeconds(300).toNanos();

  private final Object lock = new Object();

  /** Who is out, the first to go first. Under the lock. */
  private final Map<EjectionState, Ejection> out = new LinkedHashMap<>();

  /** Ends ejections whose time is over, if an interval has passed since the last look. */
  public void sweep(Cluster cluster, long nowNanos) {
    OutlierDetection policy = cluster.traffic().outlier();
    if (policy == null) {
      return;
    }
    long intervals = cluster.state().intervalsPassed(nowNanos, policy.interval().toNanos());
    if (intervals == 0) {
      return;
    }
    synchronized (lock) {
      for (int i = 0; i < cluster.size(); i++) {
        EjectionState state = cluster.endpoint(i).state().ejection();
        if (!state.isEjected()) {
          state.forgive(intervals);
        } else if (nowNanos - state.ejectedAtNanos() >= ejectionNanos(policy, state)) {
          state.uneject();
          out.remove(state);
        }
      }
    }
  }

  /**
   * Who is out now, the first to go first. Where nobody calls no sweep comes by: here too they are
   * taken back, one interval after their time at the latest, as by Envoy's timer.
   */
  public List<Ejection> ejections(long nowNanos) {
    synchronized (lock) {
      if (out.isEmpty()) {
        return List.of();
      }
      out.values().removeIf(ejection -> isOver(ejection, nowNanos));
      return List.copyOf(out.values());
    }
  }

  private static boolean isOver(Ejection ejection, long nowNanos) {
    OutlierDetection policy = ejection.cluster().traffic().outlier();
    long late = policy == null ? 0 : policy.interval().toNanos();
    boolean over = nowNanos - ejection.untilNanos() >= late;
    if (over) {
      ejection.endpoint().state().ejection().uneject();
    }
    return over;
  }

  private static long ejectionNanos(OutlierDetection policy, EjectionState state) {
    long base = policy.baseEjection().toNanos();
    return Math.min(base * Math.max(1, state.multiplier()), longest(base));
  }

  private static long longest(long baseNanos) {
    return Math.max(MAX_EJECTION_NANOS, baseNanos);
  }

  /** Ejects it, unless too many are ejected already. */
  void eject(Cluster cluster, Endpoint endpoint, Cause cause, int failures, long nowNanos) {
    OutlierDetection policy = cluster.traffic().outlier();
    EjectionState state = endpoint.state().ejection();
    if (policy == null) {
      return;
    }
    synchronized (lock) {
      if (!state.isEjected() && mayEject(cluster, policy)) {
        long base = policy.baseEjection().toNanos();
        state.eject(nowNanos, state.multiplier() * base < longest(base) + base);
        long until = nowNanos + ejectionNanos(policy, state);
        out.put(state, new Ejection(cluster, endpoint, cause, failures, nowNanos, until));
      }
    }
  }

  /** The share is a limit, but where there are two at least one may go: 10 % of 3 would be none. */
  private static boolean mayEject(Cluster cluster, OutlierDetection policy) {
    int ejected = 0;
    for (int i = 0; i < cluster.size(); i++) {
      ejected += cluster.endpoint(i).state().ejection().isEjected() ? 1 : 0;
    }
    return (ejected + 1) * 100L <= (long) policy.maxEjectionPercent() * cluster.size()
        || (ejected == 0 && cluster.size() >= 2);
  }
}
