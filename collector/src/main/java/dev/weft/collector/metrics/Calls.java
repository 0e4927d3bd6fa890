package dev.weft.collector.metrics;

import dev.weft.policy.frame.AgentMessage.Stats.Series;

/**
 * What one message counted of one series, put in order: a sender is not trusted to send sensible
 * numbers.
 *
 * @param micros sum of their durations
 * @param buckets {@link Durations#BUCKETS} of them; their sum is the number of calls
 */
record Calls(long micros, long[] buckets) {
  /** In one message; a million calls a second for a quarter of an hour. */
  private static final long MOST = 1_000_000_000;

  static Calls of(Series series) {
    long[] buckets = new long[Durations.BUCKETS];
    long sum = 0;
    for (int i = 0; i < Math.min(buckets.length, series.buckets().size()); i++) {
      buckets[i] = bounded(series.buckets().get(i));
      sum += buckets[i];
    }
    // What has no duration took longer than any edge.
    buckets[buckets.length - 1] += Math.max(0, bounded(series.count()) - sum);
    double millis = series.durationMillisSum();
    return new Calls(millis > 0 ? (long) Math.min(millis * 1000, 1e15) : 0, buckets);
  }

  private static long bounded(long count) {
    return Math.min(MOST, Math.max(0, count));
  }

  long count() {
    long sum = 0;
    for (long bucket : buckets) {
      sum += bucket;
    }
    return sum;
  }

  /**
   * The calls of a part of the time, as whole numbers: parts that follow on each other add up to
   * the whole.
   *
   * @param from as a share of the time, from 0 to 1
   */
  Calls part(double from, double to) {
    long[] some = new long[buckets.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = Math.round(buckets[i] * to) - Math.round(buckets[i] * from);
    }
    return new Calls(Math.round(micros * to) - Math.round(micros * from), some);
  }

  /** Both together. */
  Calls plus(Calls more) {
    long[] sum = buckets.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more.buckets[i];
    }
    return new Calls(micros + more.micros, sum);
  }
}
