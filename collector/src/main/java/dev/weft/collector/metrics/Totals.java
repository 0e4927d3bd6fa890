package dev.weft.collector.metrics;

import dev.weft.policy.frame.AgentMessage.Stats.Exemplar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All calls since the start, by labels, as Prometheus is shown them. Not thread-safe. */
final class Totals {
  /** What is new beyond is counted in one series that says so. */
  static final int MAX_SERIES = 10_000;

  /** As long as the rings: what is gone from them is gone here. */
  private static final long IDLE_MILLIS = TrafficQueries.MINUTES_KEPT.toMillis();

  private final Map<SeriesKey, Total> totals = new HashMap<>();

  private static final class Total {
    private long count;
    private long micros;
    private final long[] buckets = new long[Durations.BUCKETS];
    private @Nullable Example @Nullable [] examples;
    private long lastMillis;
  }

  /**
   * A traced call.
   *
   * @param atMillis when it was told of, at most one interval after it was made
   */
  record Example(String traceId, double millis, long atMillis) {}

  /**
   * A series as it is now.
   *
   * @param examples by bucket; null: none
   */
  record Shown(
      SeriesKey key,
      long count,
      double millis,
      long[] buckets,
      @Nullable Example @Nullable [] examples) {}

  /** Whether a series of this key would not have to be counted together with others. */
  boolean hasRoom(SeriesKey key) {
    return totals.size() < MAX_SERIES || totals.containsKey(key);
  }

  /** Counts them, under the key where there is room. */
  void add(SeriesKey key, Calls calls, List<Exemplar> exemplars, long nowMillis) {
    Total total = total(hasRoom(key) ? key : SeriesKey.OVERFLOW);
    total.lastMillis = nowMillis;
    total.count += calls.count();
    total.micros += calls.micros();
    for (int i = 0; i < calls.buckets().length; i++) {
      total.buckets[i] += calls.buckets()[i];
    }
    for (Exemplar exemplar : exemplars) {
      if (isTraceId(exemplar.traceId()) && Double.isFinite(exemplar.millis())) {
        if (total.examples == null) {
          total.examples = new Example[Durations.BUCKETS];
        }
        total.examples[exemplar.bucket()] =
            new Example(exemplar.traceId(), exemplar.millis(), nowMillis);
      }
    }
  }

  private Total total(SeriesKey key) {
    Total found = totals.get(key);
    if (found == null) {
      found = new Total();
      totals.put(key.interned(), found);
    }
    return found;
  }

  private static boolean isTraceId(String text) {
    return text.length() == 32
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** Series without calls for a day make room. */
  void forget(long nowMillis) {
    totals.values().removeIf(total -> total.lastMillis < nowMillis - IDLE_MILLIS);
  }

  int series() {
    return totals.size();
  }

  List<Shown> shown() {
    List<Shown> all = new ArrayList<>(totals.size());
    totals.forEach(
        (key, total) ->
            all.add(
                new Shown(
                    key,
                    total.count,
                    total.micros / 1000.0,
                    total.buckets.clone(),
                    total.examples == null ? null : total.examples.clone())));
    return all;
  }
}
