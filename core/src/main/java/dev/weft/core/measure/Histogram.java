package dev.weft.core.measure;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one series, striped; they only grow. Thread-safe. */
final class Histogram {
  /** Of the conventions for HTTP and RPC, seconds. */
  static final List<Double> EDGES_SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private static final long[] EDGES_NANOS = nanos();

  private final LongAdder[] buckets = new LongAdder[EDGES_NANOS.length + 1];
  private final LongAdder nanos = new LongAdder();

  Histogram() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  private static long[] nanos() {
    long[] nanos = new long[EDGES_SECONDS.size()];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = Math.round(EDGES_SECONDS.get(i) * 1e9);
    }
    return nanos;
  }

  void add(long durationNanos) {
    int bucket = 0;
    while (bucket < EDGES_NANOS.length && durationNanos > EDGES_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(durationNanos);
  }

  long[] counts() {
    long[] counts = new long[buckets.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets[i].sum();
    }
    return counts;
  }

  double sumSeconds() {
    return nanos.sum() / 1e9;
  }
}
