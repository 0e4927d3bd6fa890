package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;

/** Whether callers must come with the mesh's TLS. */
final class PeerAuthenticationKind {
  private PeerAuthenticationKind() {}

  static Kind kind() {
    ObjectShape spec =
        object()
            .field("selector", Common.matchLabels())
            .field("mtls", mode())
            .field(
                "portLevelMtls",
                map(PeerAuthenticationKind::isPort, "a port from 1 to 65535", mode()))
            .rule(PeerAuthenticationKind::ports);
    return new Kind(
        "PeerAuthentication",
        "security.istio.io",
        Kind.SECURITY,
        "peerauthentications",
        false,
        "every port stays PERMISSIVE: mesh TLS between meshed instances, plaintext from others is"
            + " still accepted",
        spec);
  }

  private static ObjectShape mode() {
    return object().field("mode", word("UNSET", "DISABLE", "PERMISSIVE", "STRICT"));
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65535;
  }

  private static void ports(Node spec, Report report) {
    if (!spec.has("portLevelMtls")) {
      return;
    }
    if (spec.node("portLevelMtls").fields().isEmpty()) {
      report.problem(spec.path("portLevelMtls"), spec.value("portLevelMtls"), "at least one port");
    }
    if (spec.node("selector").node("matchLabels").fields().isEmpty()) {
      report.problem(spec.path("selector"), null, "a selector with labels beside portLevelMtls");
    }
  }
}
