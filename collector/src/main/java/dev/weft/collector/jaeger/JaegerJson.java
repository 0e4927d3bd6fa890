package dev.weft.collector.jaeger;

import dev.weft.collector.jaeger.JaegerSpan.Process;
import dev.weft.collector.json.Tree;
import dev.weft.collector.traces.Kept;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traces as the JSON of Jaeger's query API. */
final class JaegerJson {
  private JaegerJson() {}

  /**
   * @param raw as they came, without what Jaeger's query service adjusts
   */
  static Map<String, Object> trace(List<Kept> kept, boolean raw) {
    List<JaegerSpan> spans = new ArrayList<>(kept.size());
    for (Kept one : kept) {
      spans.add(Translator.span(one.source(), one.span()));
    }
    if (!raw) {
      Adjusters.adjust(spans);
    }
    Map<Process, String> ids = new LinkedHashMap<>();
    Map<String, Object> processes = new LinkedHashMap<>();
    List<Object> trees = new ArrayList<>(spans.size());
    for (JaegerSpan span : spans) {
      String id = ids.get(span.process);
      if (id == null) {
        id = "p" + (ids.size() + 1);
        ids.put(span.process, id);
        processes.put(
            id,
            Tree.of("serviceName", span.process.service(), "tags", Tag.trees(span.process.tags())));
      }
      trees.add(span.tree(id));
    }
    Map<String, Object> tree =
        Tree.of("traceID", spans.get(0).traceId, "spans", trees, "processes", processes);
    tree.put("warnings", null);
    return tree;
  }
}
