package dev.weft.collector.jaeger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the clocks of two hosts seem to differ. As in Jaeger's default setting nothing is moved,
 * but it is said by how much it would be.
 */
final class ClockSkew {
  private final Map<String, Node> nodes = new HashMap<>();

  private ClockSkew() {}

  private static final class Node {
    final JaegerSpan span;
    final String host;
    final List<Node> children = new ArrayList<>();

    Node(JaegerSpan span) {
      this.span = span;
      this.host = host(span);
    }
  }

  private record Skew(long nanos, String host) {}

  private record Visit(Node node, @Nullable Node parent, Skew skew) {}

  static void report(List<JaegerSpan> spans) {
    new ClockSkew().run(spans);
  }

  private void run(List<JaegerSpan> spans) {
    for (JaegerSpan span : spans) {
      if (nodes.containsKey(span.id)) {
        span.warnings.add("duplicate span IDs; skipping clock skew adjustment");
      } else {
        nodes.put(span.id, new Node(span));
      }
    }
    // Not by recursion: a trace is as deep as whoever sends it likes.
    ArrayList<Visit> visits = new ArrayList<>();
    for (Node node : nodes.values()) {
      String parent = node.span.parentId();
      Node above = parent == null ? null : nodes.get(parent);
      if (above != null) {
        above.children.add(node);
        continue;
      }
      if (parent != null) {
        node.span.warnings.add(
            "invalid parent span IDs=" + parent + "; skipping clock skew adjustment");
      }
      visits.add(new Visit(node, null, new Skew(0, node.host)));
    }
    while (!visits.isEmpty()) {
      Visit visit = visits.remove(visits.size() - 1);
      Skew skew = judged(visit);
      visit.node().children.forEach(child -> visits.add(new Visit(child, visit.node(), skew)));
    }
  }

  private static Skew judged(Visit visit) {
    Node node = visit.node();
    Node parent = visit.parent();
    Skew skew = visit.skew();
    if (parent != null && (!node.host.equals(skew.host()) || node.host.isEmpty())) {
      skew = new Skew(nanos(node.span, parent.span), node.host);
    }
    if (skew.nanos() != 0) {
      node.span.warnings.add(
          "clock skew adjustment disabled; not applying calculated delta of "
              + GoText.duration(skew.nanos()));
    }
    return skew;
  }

  /** What would move the child into its parent. */
  private static long nanos(JaegerSpan child, JaegerSpan parent) {
    if (child.durationNanos > parent.durationNanos) {
      return Math.max(0, parent.startNanos - child.startNanos);
    }
    long childEnd = child.startNanos + child.durationNanos;
    long parentEnd = parent.startNanos + parent.durationNanos;
    if (child.startNanos >= parent.startNanos && childEnd <= parentEnd) {
      return 0;
    }
    long latency = (parent.durationNanos - child.durationNanos) / 2;
    return parent.startNanos + latency - child.startNanos;
  }

  private static String host(JaegerSpan span) {
    for (Tag tag : span.process.tags()) {
      if (tag.key().equals("ip")) {
        if (tag.type() == Tag.Type.STRING) {
          return tag.value().toString();
        }
        return tag.type() == Tag.Type.INT64 ? "#" + tag.value() : "";
      }
    }
    return "";
  }
}
