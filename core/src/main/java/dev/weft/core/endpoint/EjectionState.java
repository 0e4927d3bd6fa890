package dev.weft.core.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Consecutive failures of one instance and its ejection, as Envoy's host monitor. Counters are
 * atomic; ejection itself is decided under a lock by the Outlier filter.
 */
public final class EjectionState {
  private final AtomicInteger consecutive5xx = new AtomicInteger();
  private final AtomicInteger consecutiveGateway = new AtomicInteger();
  private final AtomicInteger consecutiveLocal = new AtomicInteger();
  private volatile boolean ejected;
  private long ejectedAtNanos;
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

  /** When the last ejection began. Under that lock. */
  public long ejectedAtNanos() {
    return ejectedAtNanos;
  }

  /** How many base times an ejection lasts. Under that lock. */
  public int multiplier() {
    return multiplier;
  }

  /** Healthy intervals have passed. Under that lock. */
  public void forgive(long intervals) {
    multiplier = (int) Math.max(0, multiplier - intervals);
  }

  /**
   * Under that lock.
   *
   * @param longer whether it lasts one base time longer than the one before
   */
  public void eject(long nowNanos, boolean longer) {
    ejectedAtNanos = nowNanos;
    multiplier += longer ? 1 : 0;
    ejected = true;
  }

  /** Its counters start anew, or the first error would eject it again. Under that lock. */
  public void uneject() {
    consecutive5xx.set(0);
    consecutiveGateway.set(0);
    consecutiveLocal.set(0);
    ejected = false;
  }
}
