package dev.weft.collector.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A trace, as Jaeger's query API tells it, drawn as an indented list. */
final class TraceView {
  private final List<Span> spans = new ArrayList<>();

  private record Span(
      String id,
      String parent,
      String service,
      String operation,
      long startMicros,
      long durationMicros,
      Map<String, String> tags) {}

  /**
   * @param trace one element of {@code data} in an answer of {@code /api/traces}
   */
  TraceView(Map<?, ?> trace) {
    Map<?, ?> processes = (Map<?, ?>) trace.get("processes");
    for (Object each : (List<?>) trace.get("spans")) {
      Map<?, ?> span = (Map<?, ?>) each;
      String parent = "";
      for (Object reference : (List<?>) span.get("references")) {
        parent = String.valueOf(((Map<?, ?>) reference).get("spanID"));
      }
      Map<String, String> tags = new HashMap<>();
      for (Object tag : (List<?>) span.get("tags")) {
        Map<?, ?> pair = (Map<?, ?>) tag;
        tags.put(String.valueOf(pair.get("key")), String.valueOf(pair.get("value")));
      }
      Map<?, ?> process = (Map<?, ?>) processes.get(span.get("processID"));
      spans.add(
          new Span(
              String.valueOf(span.get("spanID")),
              parent,
              String.valueOf(process.get("serviceName")),
              String.valueOf(span.get("operationName")),
              ((Number) span.get("startTime")).longValue(),
              ((Number) span.get("duration")).longValue(),
              tags));
    }
    spans.sort(Comparator.comparingLong(Span::startMicros));
  }

  /** The services that took part. */
  TreeSet<String> services() {
    TreeSet<String> names = new TreeSet<>();
    spans.forEach(span -> names.add(span.service()));
    return names;
  }

  /** How many attempts were made again. */
  long resends() {
    return spans.stream().filter(s -> s.tags().containsKey("http.request.resend_count")).count();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>();
    spans.forEach(span -> known.add(span.id()));
    for (Span span : spans) {
      if (!known.contains(span.parent())) {
        draw(span, 0, lines);
      }
    }
    return lines;
  }

  private void draw(Span span, int depth, List<String> lines) {
    String subset = span.tags().getOrDefault("weft.subset", "");
    lines.add(
        "%-52s %8.1f ms  %s"
            .formatted(
                "  ".repeat(depth)
                    + span.service()
                    + "  "
                    + span.tags().getOrDefault("span.kind", "")
                    + " "
                    + span.operation(),
                span.durationMicros() / 1000.0,
                subset.isEmpty() ? "" : "subset " + subset));
    for (Span child : spans) {
      if (child.parent().equals(span.id())) {
        draw(child, depth + 1, lines);
      }
    }
  }
}
