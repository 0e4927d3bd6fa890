package dev.weft.core.time;

/** Monotonic time, injected. */
@FunctionalInterface
public interface Clock {
  /** As {@link System#nanoTime}. */
  long nanos();
}
