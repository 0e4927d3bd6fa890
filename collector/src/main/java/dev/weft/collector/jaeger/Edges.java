package dev.weft.collector.jaeger;

import dev.weft.collector.json.Tree;
import dev.weft.collector.traces.Kept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How often services called each other. Used by one thread. */
final class Edges {
  /** Up to here looking at all spans is faster than a map, which most traces do not need. */
  private static final int FEW = 24;

  private final Map<String, Map<String, long[]>> calls = new HashMap<>();

  /** Counts the spans of one trace whose parents are among them. */
  void add(List<Kept> spans) {
    Map<Long, String> byId = spans.size() > FEW ? byId(spans) : null;
    for (Kept kept : spans) {
      if (kept.parentId() != 0) {
        String parent = byId == null ? find(spans, kept.parentId()) : byId.get(kept.parentId());
        if (parent != null) {
          count(parent, kept.service());
        }
      }
    }
  }

  private static Map<Long, String> byId(List<Kept> spans) {
    Map<Long, String> services = new HashMap<>();
    for (Kept kept : spans) {
      services.putIfAbsent(kept.spanId(), kept.service());
    }
    return services;
  }

  private static @Nullable String find(List<Kept> spans, long id) {
    for (Kept kept : spans) {
      if (kept.spanId() == id) {
        return kept.service();
      }
    }
    return null;
  }

  private void count(String parent, String child) {
    Map<String, long[]> children = calls.get(parent);
    if (children == null) {
      children = new HashMap<>();
      calls.put(parent, children);
    }
    long[] count = children.get(child);
    if (count == null) {
      count = new long[1];
      children.put(child, count);
    }
    count[0]++;
  }

  /**
   * By the names of parent and child.
   *
   * @param service only its calls, and those to it; empty: all
   */
  List<Map<String, Object>> trees(String service) {
    List<Map<String, Object>> trees = new ArrayList<>();
    new TreeMap<>(calls)
        .forEach(
            (parent, children) ->
                new TreeMap<>(children)
                    .forEach(
                        (child, count) -> {
                          if (service.isEmpty()
                              || service.equals(parent)
                              || service.equals(child)) {
                            trees.add(
                                Tree.of("parent", parent, "child", child, "callCount", count[0]));
                          }
                        }));
    return trees;
  }
}
