package dev.weft.core.stats;

import dev.weft.core.context.TraceContext;
import dev.weft.policy.frame.AgentMessage.Stats.Exemplar;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one series, striped. Thread-safe. */
final class Cells {
  private static final long[] EDGES_NANOS = edges();

  private final LongAdder[] buckets = new LongAdder[EDGES_NANOS.length + 1];
  private final LongAdder nanos = new LongAdder();

  /** Those of the series, made when it is first drained. Of the draining thread. */
  private @Nullable Map<String, String> labels;

  /** The first traced call of each bucket since the last drain; null: none. */
  private volatile Traced @Nullable [] traced;

  private static long[] edges() {
    long[] edges = new long[Channel.BUCKET_EDGES_MILLIS.size()];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = (long) (Channel.BUCKET_EDGES_MILLIS.get(i) * 1e6);
    }
    return edges;
  }

  /** Ids alone: a trace's context would keep the caller's baggage. */
  private record Traced(long traceIdHigh, long traceIdLow, long durationNanos) {
    Exemplar exemplar(int bucket) {
      TraceContext trace = new TraceContext(traceIdHigh, traceIdLow, 0, 0, null, null);
      return new Exemplar(bucket, trace.traceId(), durationNanos / 1e6);
    }
  }

  Cells() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void add(long durationNanos, @Nullable TraceContext trace) {
    int bucket = 0;
    while (bucket < EDGES_NANOS.length && durationNanos > EDGES_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(durationNanos);
    if (trace != null && trace.isSampled()) {
      keep(bucket, durationNanos, trace);
    }
  }

  /** Of two at the same moment one is lost, which is no loss: any will do as an example. */
  private void keep(int bucket, long durationNanos, TraceContext trace) {
    Traced[] kept = traced;
    if (kept == null) {
      traced = kept = new Traced[buckets.length];
    }
    if (kept[bucket] == null) {
      kept[bucket] = new Traced(trace.traceIdHigh(), trace.traceIdLow(), durationNanos);
    }
  }

  /**
   * What was added since the last time; null: nothing. Each few seconds, so mostly interpreted: a
   * bucket is looked at before it is swapped, and nothing is made before something was counted.
   *
   * @param peer labels of all of its peer's series
   */
  @Nullable Series drain(Map<String, String> peer, long ending, String instance) {
    Long[] counts = null;
    long total = 0;
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i].sum() != 0) {
        if (counts == null) {
          counts = new Long[buckets.length];
          Arrays.fill(counts, 0L);
        }
        long count = buckets[i].sumThenReset();
        counts[i] = count;
        total += count;
      }
    }
    if (counts == null) {
      return null;
    }
    return new Series(
        labels(peer, ending),
        instance,
        total,
        nanos.sumThenReset() / 1e6,
        List.of(counts),
        exemplars());
  }

  private Map<String, String> labels(Map<String, String> peer, long ending) {
    Map<String, String> known = labels;
    if (known == null) {
      Map<String, String> all = new LinkedHashMap<>(peer);
      Ending.label(ending, all);
      labels = known = Map.copyOf(all);
    }
    return known;
  }

  private List<Exemplar> exemplars() {
    Traced[] kept = traced;
    if (kept == null) {
      return List.of();
    }
    traced = null;
    List<Exemplar> exemplars = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      Traced one = kept[i];
      if (one != null) {
        exemplars.add(one.exemplar(i));
      }
    }
    return exemplars;
  }
}
