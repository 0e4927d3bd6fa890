package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a workload sees of the mesh. */
final class SidecarKind {
  private SidecarKind() {}

  static Kind kind() {
    ObjectShape spec =
        object()
            .field("workloadSelector", Common.workloadSelector())
            .field("ingress", list(ingress()))
            .field("egress", list(egress()))
            .field("inboundConnectionPool", TrafficPolicies.connectionPool())
            .field("outboundTrafficPolicy", outbound())
            .atLeastOne("ingress", "egress", "inboundConnectionPool", "outboundTrafficPolicy")
            .rule(SidecarKind::listeners);
    return new Kind(
        "Sidecar",
        "networking.istio.io",
        Kind.NETWORKING,
        "sidecars",
        true,
        "there are no sidecars: every workload sees all hosts, and unknown hosts are left alone",
        spec);
  }

  private static ObjectShape port() {
    return object()
        .field("number", integer(0, 65535))
        .field("protocol", ServiceEntryKind.protocol())
        .field("name", text(name -> name.isEmpty() || Names.isLabel(name), "a DNS label"))
        .field("targetPort", integer(0, 0));
  }

  private static ObjectShape ingress() {
    return object()
        .required("port", port())
        .field("bind", GatewayKind.bind())
        .field("captureMode", word("DEFAULT", "IPTABLES", "NONE"))
        .field(
            "defaultEndpoint",
            text(
                SidecarKind::isEndpoint,
                "127.0.0.1:port, 0.0.0.0:port, [::1]:port, [::]:port, :port or unix://"))
        .field("tls", ServerTls.shape())
        .field("connectionPool", TrafficPolicies.connectionPool());
  }

  private static boolean isEndpoint(String text) {
    if (text.startsWith("unix://")) {
      return text.matches("unix://(@.*|/.*[^/])");
    }
    return text.isEmpty() || text.matches("(127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1?]|):[0-9]{1,5}");
  }

  private static ObjectShape egress() {
    return object()
        .field("port", port())
        .field("bind", GatewayKind.bind())
        .field("captureMode", word("DEFAULT", "IPTABLES", "NONE"))
        .required(
            "hosts", list(text(SidecarKind::isHost, "namespace/host, each perhaps *"), 1, 4096));
  }

  private static boolean isHost(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return false;
    }
    String namespace = text.substring(0, slash);
    return Names.isHostOrWildcard(text.substring(slash + 1))
        && (Set.of("*", ".", "~").contains(namespace) || Names.isLabel(namespace));
  }

  private static ObjectShape outbound() {
    return object()
        .field("mode", word("REGISTRY_ONLY", "ALLOW_ANY"))
        .field("egressProxy", Common.destination())
        .rule(
            (node, report) -> {
              if (node.has("egressProxy") && !node.text("mode").equals("ALLOW_ANY")) {
                report.problem(
                    node.path("egressProxy"), node.value("egressProxy"), "mode ALLOW_ANY");
              } else if (node.has("egressProxy") && !node.node("egressProxy").has("port")) {
                report.problem(node.node("egressProxy").path("port"), null, "a port");
              }
            });
  }

  private static void listeners(Node sidecar, Report report) {
    for (String field : new String[] {"ingress", "egress"}) {
      Set<Long> ports = new HashSet<>();
      List<Node> listeners = sidecar.nodes(field);
      for (int i = 0; i < listeners.size(); i++) {
        Node listener = listeners.get(i);
        if (!listener.has("port")) {
          if (i < listeners.size() - 1) {
            report.problem(listener.path("port"), null, "a port for all listeners but the last");
          }
          continue;
        }
        long number = listener.node("port").integer("number");
        if (number == 0 && !listener.text("bind").startsWith("unix://")) {
          report.problem(
              listener.node("port").path("number"), 0, "a port, or bind to a unix socket");
        } else if (number != 0 && !ports.add(number)) {
          report.problem(listener.node("port").path("number"), number, "each port once");
        }
      }
    }
  }
}
