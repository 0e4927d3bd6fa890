package dev.weft.collector.metrics;

import org.jspecify.annotations.Nullable;

/** What is summed of calls: one number a bucket, then their number, errors, ... */
final class Cells {
  static final int REQUESTS = Durations.BUCKETS;
  private static final int ERRORS = REQUESTS + 1;
  private static final int SECURED = REQUESTS + 2;

  /** The sum of durations. */
  static final int MILLIS = REQUESTS + 3;

  static final int SIZE = REQUESTS + 4;

  private Cells() {}

  /** Adds a share of what a series counted; {@code more} has its buckets, number and sum alone. */
  static void add(double[] to, double[] more, SeriesKey key, double share) {
    for (int i = 0; i <= REQUESTS; i++) {
      to[i] += more[i] * share;
    }
    to[ERRORS] += key.isError() ? more[REQUESTS] * share : 0;
    to[SECURED] += key.isSecured() ? more[REQUESTS] * share : 0;
    to[MILLIS] += more[MILLIS] * share;
  }

  static Traffic traffic(double @Nullable [] cells, double seconds) {
    if (cells == null) {
      return new Traffic(seconds, 0, 0, 0, 0, Durations.NONE);
    }
    return new Traffic(
        seconds,
        cells[REQUESTS],
        cells[ERRORS],
        cells[SECURED],
        cells[MILLIS],
        new Durations(cells));
  }
}
