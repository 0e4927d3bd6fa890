package dev.weft.agent.link;

import java.util.function.DoubleSupplier;

/**
 * Full jitter: uniform between nothing and a bound that doubles, so that the agents of a collector
 * that returns do not arrive together. Used by one thread.
 */
final class Backoff {
  private static final long FIRST_NANOS = 250_000_000L;

  /** Well below a lease of 15 s: a collector that was away must hear of us before it ends. */
  private static final long MAX_NANOS = 4_000_000_000L;

  private static final long REFUSED_NANOS = 5_000_000_000L;

  private final DoubleSupplier random;
  private long bound = FIRST_NANOS;

  /**
   * @param random uniform in [0, 1)
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  long nextNanos() {
    long wait = (long) (random.getAsDouble() * bound);
    bound = Math.min(MAX_NANOS, 2 * bound);
    return wait;
  }

  /**
   * After the collector would not let this agent in: it will not the next second either, and
   * thousands may be in the same case.
   */
  long refusedNanos() {
    return (long) ((1 + random.getAsDouble()) * REFUSED_NANOS);
  }

  /** A connection came about. */
  void reset() {
    bound = FIRST_NANOS;
  }
}
