package dev.weft.collector.telemetry;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.Channel;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The agents' counters added up under Istio's names, {@code istio_requests_total} and {@code
 * istio_request_duration_milliseconds}. Thread-safe.
 */
public final class MeshMetrics implements MultiCollector {
  /** Above it, what is new is counted in one series that says so. */
  static final int MAX_SERIES = 10_000;

  private static final int MAX_LABELS = 32;
  private static final int MAX_LABEL_CHARACTERS = 200;
  private static final Map<String, String> OVERFLOW = Map.of("weft_overflow", "true");
  private static final double[] EDGES = edges();

  private final Map<Map<String, String>, Sum> sums = new HashMap<>();

  private static final class Sum {
    private long count;
    private double millis;
    private final long[] buckets = new long[EDGES.length];
  }

  private static double[] edges() {
    List<Double> millis = Channel.BUCKET_EDGES_MILLIS;
    double[] edges = new double[millis.size() + 1];
    for (int i = 0; i < millis.size(); i++) {
      edges[i] = millis.get(i);
    }
    edges[millis.size()] = Double.POSITIVE_INFINITY;
    return edges;
  }

  /** Adds what one agent counted since its message before. */
  public synchronized void add(Stats stats) {
    for (Stats.Series series : stats.series()) {
      Map<String, String> labels = bounded(series.labels());
      Sum sum = sums.get(labels);
      if (sum == null) {
        labels = sums.size() < MAX_SERIES ? labels : OVERFLOW;
        sum = sums.computeIfAbsent(labels, key -> new Sum());
      }
      sum.count += Math.max(0, series.count());
      if (series.durationMillisSum() >= 0 && Double.isFinite(series.durationMillisSum())) {
        sum.millis += series.durationMillisSum();
      }
      for (int i = 0; i < Math.min(EDGES.length, series.buckets().size()); i++) {
        sum.buckets[i] += Math.max(0, series.buckets().get(i));
      }
    }
  }

  private static Map<String, String> bounded(Map<String, String> labels) {
    Map<String, String> bounded = new TreeMap<>();
    labels.forEach(
        (name, value) -> {
          if (name.matches("[a-zA-Z_][a-zA-Z0-9_]{0,63}")
              && !name.startsWith("__")
              && !name.equals("le")
              && bounded.size() < MAX_LABELS) {
            bounded.put(
                name,
                value.length() <= MAX_LABEL_CHARACTERS
                    ? value
                    : value.substring(0, MAX_LABEL_CHARACTERS));
          }
        });
    return bounded;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    CounterSnapshot.Builder requests =
        CounterSnapshot.builder().name("istio_requests").help("Requests that agents saw");
    HistogramSnapshot.Builder durations =
        HistogramSnapshot.builder()
            .name("istio_request_duration_milliseconds")
            .help("How long they took");
    sums.forEach(
        (map, sum) -> {
          Labels labels = labels(map);
          requests.dataPoint(
              CounterDataPointSnapshot.builder().labels(labels).value(sum.count).build());
          durations.dataPoint(
              HistogramDataPointSnapshot.builder()
                  .labels(labels)
                  .sum(sum.millis)
                  .classicHistogramBuckets(
                      ClassicHistogramBuckets.of(
                          EDGES, Arrays.copyOf(sum.buckets, sum.buckets.length)))
                  .build());
        });
    return MetricSnapshots.of(requests.build(), durations.build());
  }

  private static Labels labels(Map<String, String> map) {
    Labels.Builder labels = Labels.builder();
    map.forEach(labels::label);
    return labels.build();
  }
}
