package dev.weft.core.call;

/**
 * What stands between the filters of the call and those of an attempt: it alone decides whether a
 * settled attempt is followed by another. Thread-safe; asked once an attempt.
 */
public interface Joint {
  /**
   * @param attempt settled, with its outcome
   * @return nanoseconds to wait before the next attempt, 0 or more; -1: there is none
   */
  long consider(Attempt attempt);

  /**
   * An attempt that {@link #consider} granted is settled itself, or could not be begun, or the call
   * is over. Called once for each grant.
   */
  void release(OutboundExchange exchange);
}
