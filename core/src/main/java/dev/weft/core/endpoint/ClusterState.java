package dev.weft.core.endpoint;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What this JVM counts of one destination (host, subset, port). Thread-safe; survives swaps. */
public final class ClusterState {
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final RecentCount recent = new RecentCount();
  private final AtomicLong sweptNanos = new AtomicLong();
  private volatile boolean sweeping;

  /** Of round robin. */
  public int nextTurn() {
    return turn.getAndIncrement() & Integer.MAX_VALUE;
  }

  /** Calls under way; counted only where a retry budget asks. */
  public AtomicInteger active() {
    return active;
  }

  /** Retries under way, their waits included. */
  public AtomicInteger retries() {
    return retries;
  }

  /** Calls begun lately; counted only where a retry budget with an interval asks. */
  public RecentCount recent() {
    return recent;
  }

  /**
   * How many whole intervals have passed since the last sweep that this answered; the caller sweeps
   * if it is not 0. The first question starts the time.
   */
  public long intervalsPassed(long nowNanos, long intervalNanos) {
    if (!sweeping) {
      synchronized (this) {
        if (!sweeping) {
          sweptNanos.set(nowNanos);
          sweeping = true;
        }
      }
    }
    long last = sweptNanos.get();
    long passed = (nowNanos - last) / Math.max(1, intervalNanos);
    return passed > 0 && sweptNanos.compareAndSet(last, last + passed * intervalNanos) ? passed : 0;
  }
}
