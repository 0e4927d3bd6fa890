package dev.weft.core.stats;

import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one series, striped. Thread-safe. */
final class Cells {
  private static final long[] EDGES_NANOS =
      Channel.BUCKET_EDGES_MILLIS.stream().mapToLong(millis -> (long) (millis * 1e6)).toArray();

  private final LongAdder[] buckets = new LongAdder[EDGES_NANOS.length + 1];
  private final LongAdder nanos = new LongAdder();

  Cells() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void add(long durationNanos) {
    int bucket = 0;
    while (bucket < EDGES_NANOS.length && durationNanos > EDGES_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(durationNanos);
  }

  /** What was added since the last time; null: nothing. */
  @Nullable Series drain(Map<String, String> labels) {
    List<Long> counts = new ArrayList<>(buckets.length);
    long total = 0;
    for (LongAdder bucket : buckets) {
      long count = bucket.sumThenReset();
      counts.add(count);
      total += count;
    }
    return total == 0 ? null : new Series(labels, total, nanos.sumThenReset() / 1e6, counts);
  }
}
