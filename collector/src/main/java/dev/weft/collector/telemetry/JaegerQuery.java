package dev.weft.collector.telemetry;

import dev.weft.collector.json.Tree;
import dev.weft.collector.telemetry.TraceStore.Kept;
import dev.weft.collector.telemetry.TraceStore.Trace;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the stored traces in the form of Jaeger's query API. Thread-safe. */
public final class JaegerQuery {
  private final TraceStore traces;

  public JaegerQuery(TraceStore traces) {
    this.traces = traces;
  }

  /**
   * Which traces: those with a span for which all of it holds.
   *
   * @param operation empty: any
   * @param tags of the span or of its process
   * @param startMicros earliest start of the trace, epoch microseconds
   * @param endMicros latest start of the trace, epoch microseconds
   * @param limit newest first
   */
  public record Search(
      String service,
      String operation,
      Map<String, String> tags,
      long startMicros,
      long endMicros,
      long minMicros,
      long maxMicros,
      int limit) {}

  public List<String> services() {
    TreeSet<String> services = new TreeSet<>();
    for (Trace trace : traces.all()) {
      trace.spans().forEach(kept -> services.add(kept.service()));
    }
    return List.copyOf(services);
  }

  /** Names and kinds of the spans of one service. */
  public List<Map<String, Object>> operations(String service) {
    TreeMap<String, Map<String, Object>> operations = new TreeMap<>();
    for (Trace trace : traces.all()) {
      for (Kept kept : trace.spans()) {
        if (kept.service().equals(service)) {
          String kind = JaegerJson.kind(kept.span());
          operations.put(
              kept.span().getName() + "\n" + kind,
              Tree.of("name", kept.span().getName(), "spanKind", kind));
        }
      }
    }
    return List.copyOf(operations.values());
  }

  /** One trace, null if it is not here. */
  public @Nullable Map<String, Object> trace(String id) {
    Trace trace = traces.get(id);
    return trace == null ? null : JaegerJson.trace(trace);
  }

  public List<Map<String, Object>> find(Search search) {
    return traces.all().stream()
        .filter(trace -> matches(trace, search))
        .sorted(Comparator.comparingLong(Trace::startNanos).reversed())
        .limit(search.limit())
        .map(JaegerJson::trace)
        .toList();
  }

  private static boolean matches(Trace trace, Search search) {
    long start = trace.startNanos() / 1_000;
    return start >= search.startMicros()
        && start <= search.endMicros()
        && trace.spans().stream().anyMatch(kept -> matches(kept, search));
  }

  private static boolean matches(Kept kept, Search search) {
    long duration = JaegerJson.durationMicros(kept.span());
    return kept.service().equals(search.service())
        && (search.operation().isEmpty() || search.operation().equals(kept.span().getName()))
        && duration >= search.minMicros()
        && duration <= search.maxMicros()
        && search.tags().entrySet().stream().allMatch(tag -> has(kept, tag));
  }

  private static boolean has(Kept kept, Map.Entry<String, String> wanted) {
    return JaegerJson.tags(kept).stream()
            .anyMatch(
                tag ->
                    wanted.getKey().equals(tag.get("key"))
                        && wanted.getValue().equals(String.valueOf(tag.get("value"))))
        || kept.resource().getAttributesList().stream()
            .anyMatch(
                attribute ->
                    attribute.getKey().equals(wanted.getKey())
                        && attribute.getValue().getStringValue().equals(wanted.getValue()));
  }

  /** Who called whom how often, in traces that began between the two. */
  public List<Map<String, Object>> dependencies(long startMicros, long endMicros) {
    record Edge(String parent, String child) {}
    Map<Edge, Long> calls = new HashMap<>();
    for (Trace trace : traces.all()) {
      long start = trace.startNanos() / 1_000;
      if (start < startMicros || start > endMicros) {
        continue;
      }
      Map<String, String> services = new HashMap<>();
      trace.spans().forEach(kept -> services.put(kept.id(), kept.service()));
      for (Kept kept : trace.spans()) {
        String parent = services.get(kept.parentId());
        if (parent != null && !parent.equals(kept.service())) {
          calls.merge(new Edge(parent, kept.service()), 1L, Long::sum);
        }
      }
    }
    return calls.entrySet().stream()
        .sorted(Comparator.comparing(call -> call.getKey().toString()))
        .map(
            call ->
                Tree.of(
                    "parent", call.getKey().parent(),
                    "child", call.getKey().child(),
                    "callCount", call.getValue()))
        .toList();
  }
}
