package dev.weft.collector.metrics;

/**
 * Calls in a stretch of time. Numbers are fractional where a report of an agent lies only partly in
 * it: it is spread evenly over the seconds that it is of.
 *
 * @param seconds length of the stretch
 * @param requests calls
 * @param errors of these: HTTP from 500 on; gRPC with UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED,
 *     INTERNAL, UNAVAILABLE or DATA_LOSS. A call that its caller gave up is none
 * @param secured of these, those over mutual TLS
 * @param millis sum of their durations
 * @param durations how long they took
 */
public record Traffic(
    double seconds,
    double requests,
    double errors,
    double secured,
    double millis,
    Durations durations) {

  /** Calls a second. */
  public double rate() {
    return requests / seconds;
  }

  /** Errors a second. */
  public double errorRate() {
    return errors / seconds;
  }

  /** From 0 to 1; without calls 0. */
  public double errorShare() {
    return requests == 0 ? 0 : errors / requests;
  }

  /** From 0 to 1; without calls 0. */
  public double securedShare() {
    return requests == 0 ? 0 : secured / requests;
  }

  /** NaN without calls. */
  public double meanMillis() {
    return requests == 0 ? Double.NaN : millis / requests;
  }

  public double p50Millis() {
    return durations.quantileMillis(0.5);
  }

  public double p90Millis() {
    return durations.quantileMillis(0.9);
  }

  public double p99Millis() {
    return durations.quantileMillis(0.99);
  }
}
