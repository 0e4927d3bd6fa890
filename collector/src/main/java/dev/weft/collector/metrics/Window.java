package dev.weft.collector.metrics;

/**
 * A stretch of time, epoch milliseconds by the collector's clock.
 *
 * @param fromMillis inclusive
 * @param toMillis exclusive, later than {@code fromMillis}
 */
public record Window(long fromMillis, long toMillis) {
  public Window {
    if (toMillis <= fromMillis) {
      throw new IllegalArgumentException(
          "window: ends at " + toMillis + ", which is not after its begin at " + fromMillis);
    }
  }

  public double seconds() {
    return (toMillis - fromMillis) / 1000.0;
  }
}
