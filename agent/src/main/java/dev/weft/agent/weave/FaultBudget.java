package dev.weft.agent.weave;

import dev.weft.core.time.Clock;

/**
 * Counts faults: all of them, and those of the current minute against a budget. 100 a minute are
 * borne: less than two a second is noise that an operator can look into, more is a broken adapter.
 * Thread-safe.
 */
final class FaultBudget {
  static final int PER_WINDOW = 100;
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final Clock clock;
  private long windowStart;
  private int inWindow;
  private long total;

  FaultBudget(Clock clock) {
    this.clock = clock;
  }

  /** Counts one; true: the budget is spent. */
  synchronized boolean spend() {
    long now = clock.nanos();
    if (total == 0 || now - windowStart > WINDOW_NANOS) {
      windowStart = now;
      inWindow = 0;
    }
    total++;
    inWindow++;
    return inWindow > PER_WINDOW;
  }

  synchronized long total() {
    return total;
  }
}
