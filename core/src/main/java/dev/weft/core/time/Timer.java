package dev.weft.core.time;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs things later, on a thread of its own; tasks must be short. Injected. */
public interface Timer {
  /** Runs {@code task} once after {@code delayNanos}, unless cancelled. Never null. */
  Scheduled after(long delayNanos, Runnable task);

  /**
   * Parks the calling thread until the latch opens or the time is over. Tests override it together
   * with their clock.
   */
  default void await(CountDownLatch until, long nanos) throws InterruptedException {
    until.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** A task that may still be stopped. */
  interface Scheduled {
    /** No effect once it has begun. */
    void cancel();
  }
}
