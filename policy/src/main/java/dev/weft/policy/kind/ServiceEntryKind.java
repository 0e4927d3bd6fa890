package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;
import java.util.Locale;
import java.util.Set;

/** Hosts that no agent registers. */
final class ServiceEntryKind {
  private static final Set<String> PROTOCOLS =
      Set.of(
          "tcp",
          "udp",
          "grpc",
          "grpc-web",
          "http",
          "http_proxy",
          "http2",
          "https",
          "tls",
          "mongo",
          "redis",
          "mysql");

  private ServiceEntryKind() {}

  static Kind kind() {
    return new Kind(
        "ServiceEntry",
        "networking.istio.io",
        Kind.NETWORKING,
        "serviceentries",
        true,
        null,
        spec());
  }

  private static ObjectShape spec() {
    return object()
        .required("hosts", list(text(ServiceEntryKind::isHost, "a host name, not * alone"), 1, 256))
        .withoutEffect(
            "addresses",
            list(Common.block(), 0, 256),
            "no traffic is captured by address: the host name alone counts")
        .field("ports", list(port(), 0, 256))
        .field("location", word("MESH_EXTERNAL", "MESH_INTERNAL"))
        .field("resolution", word("NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"))
        .field("endpoints", list(endpoint(), 0, 4096))
        .withoutEffect(
            "workloadSelector",
            Common.workloadSelector(),
            "instances are not selected by labels; list them in endpoints")
        .field("exportTo", Common.exportTo())
        .withoutEffect(
            "subjectAltNames",
            list(text()),
            "the mesh expects the identity of the endpoint's service account")
        .atMostOne("workloadSelector", "endpoints")
        .rule(ServiceEntryRules::ports)
        .rule(ServiceEntryRules::resolution)
        .rule(ServiceEntryRules::endpoints)
        .rule(ServiceEntryRules::effect)
        .rule(Common.exportToRule(true));
  }

  private static boolean isHost(String host) {
    return !host.equals("*") && Names.isHostOrWildcard(host);
  }

  private static ObjectShape port() {
    return object()
        .required("number", Shapes.port())
        .required("name", text(Names::isLabel, "the name of a port, a DNS label"))
        .field("protocol", protocol())
        .field("targetPort", Shapes.port());
  }

  private static ObjectShape endpoint() {
    String alike = "all endpoints are used alike";
    return WorkloadEntryKind.shape()
        .withoutEffect("network", text(), alike)
        .withoutEffect("locality", text(), alike)
        .withoutEffect("weight", Shapes.integer(0, 4294967295L), alike)
        .rule(WorkloadEntryKind::addressed);
  }

  /** Without it, what is spoken is not known. */
  static Shape protocol() {
    return text(
        name -> name.isEmpty() || PROTOCOLS.contains(name.toLowerCase(Locale.ROOT)),
        "HTTP, HTTP2, GRPC, HTTPS, TLS, TCP or another protocol of Istio's");
  }
}
