package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Rule;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shapes that several kinds share. */
final class Common {
  private Common() {}

  /** A host, or a wildcard one. */
  static Shape host() {
    return text(Names::isHostOrWildcard, "a host name, perhaps beginning with *.");
  }

  /** A host without a wildcard. */
  static Shape plainHost() {
    return text(Names::isHost, "a host name");
  }

  static Shape address() {
    return text(Names::isAddress, "a numeric address");
  }

  static Shape block() {
    Shape block = text(Names::isBlock, "a numeric address, or a block such as 10.0.0.0/8");
    return (value, path, report) -> block.check(addressInBrackets(value), path, report);
  }

  /**
   * In YAML's brackets, {@code [fe80::]} is a list of one object with the field {@code fe80:}. Go's
   * parser reads the address that was meant, so documents have it.
   */
  private static @Nullable Object addressInBrackets(@Nullable Object value) {
    if (value instanceof Map<?, ?> map && map.size() == 1) {
      Map.Entry<?, ?> only = map.entrySet().iterator().next();
      if (only.getValue() == null && Names.isAddress(only.getKey() + ":")) {
        return only.getKey() + ":";
      }
    }
    return value;
  }

  static Shape label() {
    return text(Names::isLabel, "a DNS label");
  }

  /** Any map of text to text. */
  static Shape texts() {
    return map(key -> true, "a text", text());
  }

  static Shape subset() {
    return text(Names::isLabel, "the name of a subset, a DNS label");
  }

  static ObjectShape portSelector() {
    return object().required("number", Shapes.port());
  }

  /** Istio's Destination. */
  static ObjectShape destination() {
    return object()
        .required("host", text(Common::isDestination, "the host of a service, not * alone"))
        .field("subset", subset())
        .field("port", portSelector());
  }

  private static boolean isDestination(String host) {
    return !host.equals("*") && Names.isHostOrWildcard(host);
  }

  /** Where a document is visible. */
  static Shape exportTo() {
    return list(
        text(
            text -> text.equals("*") || text.equals(".") || text.equals("~") || Names.isLabel(text),
            "a namespace, . or *"));
  }

  /**
   * What {@code exportTo} may combine.
   *
   * @param toNobody whether {@code ~} is allowed
   */
  static Rule exportToRule(boolean toNobody) {
    return (node, report) -> {
      List<String> to = node.texts("exportTo");
      Set<String> seen = new HashSet<>();
      for (String one : to) {
        if (!seen.add(one.equals(".") ? report.namespace() : one)) {
          report.problem(node.path("exportTo"), one, "each namespace once");
        }
        if (one.equals("~") && !toNobody) {
          report.problem(node.path("exportTo"), one, "a namespace, . or *");
        }
      }
      if (to.size() > 1 && (to.contains("*") || to.contains("~"))) {
        report.problem(
            node.path("exportTo"), String.join(", ", to), "* or ~ alone, or only namespaces");
      }
    };
  }

  /** {@code selector.matchLabels} of security, telemetry and destination rules. */
  static ObjectShape matchLabels() {
    return object()
        .field(
            "matchLabels",
            map(
                key -> !key.isEmpty() && !key.contains("*"),
                "a label's key without *",
                text(
                    value -> value.length() <= 63 && !value.contains("*"),
                    "a label's value without *")));
  }

  /** {@code workloadSelector.labels} of the older networking kinds. */
  static ObjectShape workloadSelector() {
    return object()
        .field(
            "labels",
            map(
                key -> !key.isEmpty() && !key.contains("*"),
                "a label's key without *",
                text(
                    value -> value.length() <= 63 && !value.contains("*"),
                    "a label's value; a wildcard is not supported in a selector")));
  }

  private static ObjectShape targetRef() {
    return object()
        .field(
            "group",
            text(
                group -> group.isEmpty() || Names.isObjectName(group),
                "an API group, a lower-case host name, or empty"))
        .required("kind", text(Names::isLabel, "the name of a kind"))
        .required("name", filled(253))
        .field(
            "namespace",
            text(String::isEmpty, "no namespace: another namespace cannot be referred to"))
        .rule(
            (node, report) -> {
              String of = node.text("group") + "/" + node.text("kind");
              if (!TARGETS.contains(of)) {
                report.problem(node.path("kind"), of, "one of " + String.join(", ", TARGETS));
              }
            });
  }

  private static final List<String> TARGETS =
      List.of(
          "/Service",
          "networking.istio.io/ServiceEntry",
          "gateway.networking.k8s.io/Gateway",
          "gateway.networking.k8s.io/GatewayClass");

  /** A spec that selects workloads by {@code selector}, {@code targetRef} or {@code targetRefs}. */
  static ObjectShape selecting() {
    return object()
        .field("selector", matchLabels())
        .field("targetRef", targetRef())
        .field("targetRefs", list(targetRef(), 0, 16))
        .atMostOne("selector", "targetRef", "targetRefs");
  }

  /** {@code percentage.value}: 0, or at least what Envoy's denominator of a million can say. */
  static ObjectShape fraction() {
    return object()
        .field(
            "value",
            Shapes.number(
                value -> value == 0 || value >= 0.0001 && value <= 100,
                "0, or a number from 0.0001 to 100"));
  }
}
