package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Istio's own Gateway. */
final class GatewayKind {
  private GatewayKind() {}

  static Kind kind() {
    ObjectShape spec =
        object()
            .field("selector", Common.texts())
            .required("servers", list(server(), 1, Integer.MAX_VALUE))
            .rule(GatewayKind::names);
    return new Kind(
        "Gateway",
        "networking.istio.io",
        Kind.NETWORKING,
        "gateways",
        true,
        "there is no gateway: calls from outside go to the services themselves",
        spec);
  }

  private static ObjectShape server() {
    return object()
        .required("port", port())
        .field("bind", bind())
        .required(
            "hosts",
            list(
                text(GatewayKind::isHost, "a host name, perhaps namespace/host"),
                1,
                Integer.MAX_VALUE))
        .field("tls", ServerTls.shape())
        .field("defaultEndpoint", text())
        .field("name", text())
        .rule(GatewayKind::tls);
  }

  private static ObjectShape port() {
    return object()
        .required("number", Shapes.port())
        .required("protocol", text(GatewayKind::isProtocol, "a protocol such as HTTP or TLS"))
        .required("name", Shapes.filled(253))
        .field("targetPort", Shapes.integer(0, 0));
  }

  static dev.weft.policy.schema.Shape bind() {
    return text(
        bind ->
            bind.isEmpty()
                || Names.isAddress(bind)
                || bind.startsWith("unix:///") && !bind.endsWith("/")
                || bind.startsWith("unix://@"),
        "a numeric address or unix socket");
  }

  private static boolean isProtocol(String name) {
    return !name.isEmpty()
        && Set.of(
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
                "mysql")
            .contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isHost(String text) {
    int slash = text.indexOf('/');
    String namespace = slash < 0 ? "*" : text.substring(0, slash);
    return Names.isHostOrWildcard(text.substring(slash + 1))
        && (namespace.equals("*") || namespace.equals(".") || Names.isLabel(namespace));
  }

  private static void tls(Node server, Report report) {
    String protocol = server.node("port").text("protocol").toLowerCase(Locale.ROOT);
    boolean secure = protocol.equals("https") || protocol.equals("tls");
    if (secure && !server.has("tls")) {
      report.problem(server.path("tls"), null, "TLS settings, for the port's protocol");
    } else if (!secure && server.has("tls")) {
      Node tls = server.node("tls");
      boolean plain = tls.text("mode").isEmpty() || tls.text("mode").endsWith("PASSTHROUGH");
      if (!protocol.startsWith("http") && !protocol.startsWith("grpc") || !plain) {
        report.problem(server.path("tls"), protocol, "no TLS settings for a port without TLS");
      }
    }
  }

  private static void names(Node gateway, Report report) {
    Set<String> names = new HashSet<>();
    for (Node server : gateway.nodes("servers")) {
      Node port = server.node("port");
      if (!names.add(port.text("name"))) {
        report.problem(port.path("name"), port.text("name"), "each name of a port once");
      }
    }
  }
}
