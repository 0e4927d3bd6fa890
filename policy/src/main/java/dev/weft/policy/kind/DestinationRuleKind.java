package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the instances of a host are used. */
final class DestinationRuleKind {
  private DestinationRuleKind() {}

  static Kind kind() {
    return new Kind(
        "DestinationRule",
        "networking.istio.io",
        Kind.NETWORKING,
        "destinationrules",
        true,
        null,
        spec());
  }

  private static ObjectShape spec() {
    return object()
        .required("host", Common.host())
        .field("trafficPolicy", TrafficPolicies.full())
        .field("subsets", list(subset()))
        .field("exportTo", Common.exportTo())
        .field("workloadSelector", Common.matchLabels())
        .rule(DestinationRuleKind::subsets)
        .rule(DestinationRuleKind::selector)
        .rule(Common.exportToRule(false));
  }

  private static ObjectShape subset() {
    return object()
        .required("name", Common.subset())
        .field("labels", Shapes.labels())
        .field("trafficPolicy", TrafficPolicies.full());
  }

  private static void subsets(Node rule, Report report) {
    Set<String> names = new HashSet<>();
    for (Node subset : rule.nodes("subsets")) {
      if (!names.add(subset.text("name"))) {
        report.problem(subset.path("name"), subset.value("name"), "each subset's name once");
      }
    }
  }

  private static void selector(Node rule, Report report) {
    List<String> to = rule.texts("exportTo");
    boolean home =
        to.isEmpty() || to.equals(List.of(".")) || to.equals(List.of(report.namespace()));
    if (rule.has("workloadSelector") && !home) {
      report.problem(
          rule.path("exportTo"),
          String.join(", ", to),
          "only the document's own namespace, for it has a workloadSelector");
    }
  }
}
