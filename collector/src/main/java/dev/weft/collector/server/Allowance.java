package dev.weft.collector.server;

/**
 * How much of something a peer may do: a bucket that fills at a steady rate. For one thread at a
 * time.
 */
final class Allowance {
  private final double perMilli;
  private final double most;
  private double left;
  private long lastMillis;

  /**
   * @param perSecond in the long run
   * @param burst at once
   */
  Allowance(double perSecond, double burst, long nowMillis) {
    this.perMilli = perSecond / 1_000;
    this.most = burst;
    this.left = burst;
    this.lastMillis = nowMillis;
  }

  /** Whether {@code amount} is left; takes it if so. */
  boolean take(double amount, long nowMillis) {
    left = Math.min(most, left + Math.max(0, nowMillis - lastMillis) * perMilli);
    lastMillis = nowMillis;
    if (amount > left) {
      return false;
    }
    left -= amount;
    return true;
  }
}
