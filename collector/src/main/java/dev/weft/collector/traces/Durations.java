package dev.weft.collector.traces;

import org.jspecify.annotations.Nullable;

/** How long the spans of an operation take, as far as it says which of them are slow. */
final class Durations {
  /** From 1 µs in steps of a quarter octave to above an hour. */
  private static final int BUCKETS = 128;

  /** Before so many nobody knows what is usual. */
  private static final int ENOUGH = 200;

  /** Then all counts are halved: what is usual may change. */
  private static final int MANY = 20_000;

  /** The slowest hundredth. */
  private static final int PART = 100;

  private int @Nullable [] counts;
  private int total;

  /** Counts it, and says whether at least 99 of 100 were faster. */
  boolean isSlow(long nanos) {
    int[] in = counts;
    if (in == null) {
      in = counts = new int[BUCKETS];
    }
    int bucket = bucket(nanos);
    boolean slow = false;
    if (total >= ENOUGH) {
      int above = 0;
      for (int i = bucket; i < BUCKETS; i++) {
        above += in[i];
      }
      slow = above < total / PART;
    }
    in[bucket]++;
    if (++total >= MANY) {
      total = 0;
      for (int i = 0; i < BUCKETS; i++) {
        in[i] /= 2;
        total += in[i];
      }
    }
    return slow;
  }

  private static int bucket(long nanos) {
    long micros = Math.max(1, nanos / 1_000);
    int octave = 63 - Long.numberOfLeadingZeros(micros);
    int quarter = octave < 2 ? 0 : (int) (micros >>> octave - 2) & 3;
    return Math.min(BUCKETS - 1, octave * 4 + quarter);
  }
}
