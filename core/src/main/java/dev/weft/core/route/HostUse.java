package dev.weft.core.route;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether a host was ever called, and until when calls wait for its endpoints. Thread-safe. */
final class HostUse {
  private final AtomicBoolean used = new AtomicBoolean();
  private volatile long waitUntilNanos;

  /** Whether no call has needed it yet. */
  boolean isFresh() {
    return !used.get();
  }

  /** True for the first call alone. */
  boolean first(long nowNanos, long startWaitNanos) {
    if (used.get()) {
      return false;
    }
    waitUntilNanos = nowNanos + startWaitNanos;
    return used.compareAndSet(false, true);
  }

  /** How long a call may still wait for its endpoints; not positive: no longer. */
  long remainingNanos(long nowNanos) {
    return waitUntilNanos - nowNanos;
  }
}
