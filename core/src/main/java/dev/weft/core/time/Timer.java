package dev.weft.core.time;

/** Runs things later, on a thread of its own; tasks must be short. Injected. */
public interface Timer {
  /** Runs {@code task} once after {@code delayNanos}, unless cancelled. Never null. */
  Scheduled after(long delayNanos, Runnable task);

  /** A task that may still be stopped. */
  interface Scheduled {
    /** No effect once it has begun. */
    void cancel();
  }
}
