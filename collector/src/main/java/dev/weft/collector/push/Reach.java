package dev.weft.collector.push;

import dev.weft.collector.json.Tree;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which documents an agent gets. */
final class Reach {
  private static final String TELEMETRY = "Telemetry";

  /** As Istio's: what is there is for the whole mesh. */
  private static final String ROOT_NAMESPACE = "istio-system";

  /** Kinds that mean something to an agent; the others stay with the collector. */
  private static final Set<String> PUSHED = Set.of("VirtualService", "DestinationRule", TELEMETRY);

  private Reach() {}

  /** Whether agents of any kind may get it. */
  static boolean pushed(PolicyDocument document) {
    return PUSHED.contains(document.key().kind()) && forMesh(document);
  }

  /** Whether {@code document} concerns calls of at least one of {@code services}. */
  static boolean concerns(PolicyDocument document, List<Service> services) {
    if (!pushed(document)) {
      return false;
    }
    for (Service service : services) {
      if (document.key().kind().equals(TELEMETRY)
          ? observes(document, service)
          : exported(document, service.namespace()) && selects(document, service)) {
        return true;
      }
    }
    return false;
  }

  /** In its own namespace those that it selects; in the root namespace everywhere. */
  private static boolean observes(PolicyDocument document, Service service) {
    if (!Tree.object(document.spec(), "targetRef").isEmpty()
        || !Tree.list(document.spec(), "targetRefs").isEmpty()) {
      return false;
    }
    Map<String, Object> labels = Tree.object(document.spec(), "selector", "matchLabels");
    String namespace = document.key().namespace();
    return namespace.equals(service.namespace())
        ? fits(labels, service)
        : namespace.equals(ROOT_NAMESPACE) && labels.isEmpty();
  }

  private static boolean fits(Map<String, Object> labels, Service service) {
    return labels.entrySet().stream()
        .allMatch(label -> label.getValue().equals(service.labels().get(label.getKey())));
  }

  /** Rules for gateways alone are nothing for a caller inside the mesh. */
  private static boolean forMesh(PolicyDocument document) {
    List<Object> gateways = Tree.list(document.spec(), "gateways");
    if (!document.key().kind().equals("VirtualService") || gateways.isEmpty()) {
      return true;
    }
    return gateways.contains("mesh")
        || Tree.list(document.spec(), "http").stream()
            .flatMap(route -> Tree.list(route, "match").stream())
            .anyMatch(match -> Tree.list(match, "gateways").contains("mesh"));
  }

  static boolean exported(PolicyDocument document, String namespace) {
    List<Object> exportTo = Tree.list(document.spec(), "exportTo");
    return exportTo.isEmpty()
        || exportTo.contains("*")
        || exportTo.contains(namespace)
        || (exportTo.contains(".") && document.key().namespace().equals(namespace));
  }

  private static boolean selects(PolicyDocument document, Service service) {
    if (!document.key().kind().equals("DestinationRule")) {
      return true;
    }
    Map<String, Object> labels = Tree.object(document.spec(), "workloadSelector", "matchLabels");
    return labels.isEmpty()
        || (document.key().namespace().equals(service.namespace()) && fits(labels, service));
  }
}
