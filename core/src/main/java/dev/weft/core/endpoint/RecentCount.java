package dev.weft.core.endpoint;

/**
 * Counts events of the last interval in ten slices, so that it is at most a tenth of the interval
 * behind. Thread-safe; one short lock, held for arithmetic only.
 */
public final class RecentCount {
  private static final int SLICES = 10;

  private final long[] counts = new long[SLICES];
  private long slice;

  /** One more, now. */
  public synchronized void add(long nowNanos, long intervalNanos) {
    advance(nowNanos, intervalNanos);
    counts[(int) Math.floorMod(slice, (long) SLICES)]++;
  }

  /** How many there were in the interval before now. */
  public synchronized long sum(long nowNanos, long intervalNanos) {
    advance(nowNanos, intervalNanos);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  private void advance(long nowNanos, long intervalNanos) {
    long now = Math.floorDiv(nowNanos, Math.max(1, intervalNanos / SLICES));
    long steps = now - slice;
    if (steps < 0 || steps > SLICES) {
      steps = SLICES; // far away, or the interval has changed: what was counted is too old
    }
    for (long step = 1; step <= steps; step++) {
      counts[(int) Math.floorMod(now - steps + step, (long) SLICES)] = 0;
    }
    slice = now;
  }
}
