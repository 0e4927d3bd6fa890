package dev.weft.core.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Consecutive failures of one instance and its ejection, as Envoy's host monitor. Counters are
 * atomic; ejection itself is decided under the cluster's lock by the Outlier filter.
 */
public final class EjectionState {
  private final AtomicInteger consecutive5xx = new AtomicInteger();
  private final AtomicInteger consecutiveGateway = new AtomicInteger();
  private final AtomicInteger consecutiveLocal = new AtomicInteger();
  private volatile boolean ejected;
  private long ejectedAtNanos;
  private long unejectedAtNanos;
  private int multiplier;

  public AtomicInteger consecutive5xx() {
    return consecutive5xx;
  }

  public AtomicInteger consecutiveGateway() {
    return consecutiveGateway;
  }

  public AtomicInteger consecutiveLocal() {
    return consecutiveLocal;
  }

  public boolean isEjected() {
    return ejected;
  }

  /** When the last ejection began. Under the cluster's lock. */
  public long ejectedAtNanos() {
    return ejectedAtNanos;
  }

  /** When the last ejection ended. Under the cluster's lock. */
  public long unejectedAtNanos() {
    return unejectedAtNanos;
  }

  /** How many base times an ejection lasts. Under the cluster's lock. */
  public int multiplier() {
    return multiplier;
  }

  /** A healthy interval has passed. Under the cluster's lock. */
  public void forgive() {
    multiplier = Math.max(0, multiplier - 1);
  }

  /** Under the cluster's lock. */
  public void eject(long nowNanos) {
    ejectedAtNanos = nowNanos;
    multiplier++;
    ejected = true;
  }

  /** Its counters start anew, or the first error would eject it again. Under the cluster's lock. */
  public void uneject(long nowNanos) {
    unejectedAtNanos = nowNanos;
    consecutive5xx.set(0);
    consecutiveGateway.set(0);
    consecutiveLocal.set(0);
    ejected = false;
  }
}
