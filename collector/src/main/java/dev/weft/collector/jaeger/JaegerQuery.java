package dev.weft.collector.jaeger;

import dev.weft.collector.json.Tree;
import dev.weft.collector.traces.Kept;
import dev.weft.collector.traces.Trace;
import dev.weft.collector.traces.TraceId;
import dev.weft.collector.traces.TraceStore;
import dev.weft.collector.traces.TraceStore.NamedOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the stored traces in the form of Jaeger's query API. Thread-safe. */
public final class JaegerQuery {
  /** Of one answer: about 30 MB of JSON. */
  static final int MAX_SPANS = 20_000;

  private final TraceStore traces;

  public JaegerQuery(TraceStore traces) {
    this.traces = traces;
  }

  /**
   * What was found.
   *
   * @param leftOut how many more were found, for which the answer has no room
   */
  public record Found(List<Map<String, Object>> traces, int leftOut) {}

  public List<String> services() {
    return List.copyOf(traces.services());
  }

  /**
   * Names and kinds of the spans of one service.
   *
   * @param kind {@code client}, {@code server}, ...; empty: all
   */
  public List<Map<String, Object>> operations(String service, String kind) {
    return traces.operations(service).stream()
        .sorted(Comparator.comparing(NamedOperation::name).thenComparing(NamedOperation::kind))
        .filter(operation -> kind.isEmpty() || kind.equals(Translator.kind(operation.kind())))
        .map(
            operation ->
                Tree.of("name", operation.name(), "spanKind", Translator.kind(operation.kind())))
        .toList();
  }

  /** One trace, null if it is not here. */
  public @Nullable Map<String, Object> trace(TraceId id, boolean raw) {
    Trace trace = traces.get(id);
    return trace == null ? null : JaegerJson.trace(trace.spans(), raw);
  }

  /** The traces that came last, newest first. */
  public Found find(Search search) {
    Finder finder = new Finder(search);
    List<Map<String, Object>> found = new ArrayList<>();
    int leftOut = 0;
    int spans = 0;
    for (Trace trace : traces.newestFirst()) {
      if (found.size() + leftOut == search.limit()) {
        break;
      }
      if (finder.mayFit(trace) && trace.any(finder::fits)) {
        List<Kept> kept = trace.spans();
        spans += kept.size();
        if (spans > MAX_SPANS && !found.isEmpty()) {
          leftOut++;
        } else {
          found.add(JaegerJson.trace(kept, search.raw()));
        }
      }
    }
    return new Found(found, leftOut);
  }

  /**
   * Who called whom how often, in traces that began after {@code startMicros} and ended before
   * {@code endMicros}, epoch microseconds.
   *
   * @param service only its calls, and those of it; empty: all
   */
  public List<Map<String, Object>> dependencies(long startMicros, long endMicros, String service) {
    Edges edges = new Edges();
    for (Trace trace : traces.newestFirst()) {
      count(trace.spans(), startMicros, endMicros, edges);
    }
    return edges.trees(service);
  }

  private static void count(List<Kept> spans, long startMicros, long endMicros, Edges edges) {
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (Kept kept : spans) {
      start = Math.min(start, kept.startNanos());
      end = Math.max(end, kept.startNanos() + kept.durationNanos());
    }
    if (start / 1_000 <= startMicros || end / 1_000 >= endMicros) {
      return;
    }
    edges.add(spans);
  }
}
