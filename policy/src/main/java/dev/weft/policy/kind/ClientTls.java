package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;

/** {@code tls} of a traffic policy. */
final class ClientTls {
  private static final String[] FILES = {
    "clientCertificate", "privateKey", "caCertificates", "caCrl"
  };

  private ClientTls() {}

  static ObjectShape shape() {
    return object()
        .field("mode", word("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"))
        .field("clientCertificate", text())
        .field("privateKey", text())
        .field("caCertificates", text())
        .field("caCrl", text())
        .field("credentialName", text())
        .field("subjectAltNames", list(text()))
        .field("sni", text())
        .field("insecureSkipVerify", truth())
        .rule(ClientTls::check)
        .rule(ClientTls::effect);
  }

  private static void check(Node tls, Report report) {
    String mode = tls.text("mode");
    boolean originates = mode.equals("SIMPLE") || mode.equals("MUTUAL");
    boolean credential = !tls.text("credentialName").isEmpty();
    if (originates && tls.isTrue("insecureSkipVerify")) {
      for (String field : new String[] {"caCertificates", "subjectAltNames"}) {
        if (tls.has(field)) {
          report.problem(tls.path(field), tls.value(field), "nothing beside insecureSkipVerify");
        }
      }
    }
    for (String field : FILES) {
      if (!tls.text(field).isEmpty() && (originates && credential || mode.equals("ISTIO_MUTUAL"))) {
        String beside = credential ? "credentialName" : "mode ISTIO_MUTUAL";
        report.problem(tls.path(field), tls.value(field), "nothing beside " + beside);
      }
    }
    if (mode.equals("MUTUAL") && !credential) {
      for (String field : new String[] {"clientCertificate", "privateKey"}) {
        if (tls.text(field).isEmpty()) {
          report.problem(tls.path(field), null, "a file, for mode MUTUAL");
        }
      }
    }
  }

  private static void effect(Node tls, Report report) {
    String mode = tls.text("mode");
    if (mode.equals("SIMPLE") || mode.equals("MUTUAL")) {
      report.notEnforced(
          tls.path("mode"),
          mode
              + ": no TLS is added to calls that the application makes in plaintext; between meshed"
              + " instances the mesh's own TLS is used");
      return;
    }
    for (String field : new String[] {"subjectAltNames", "sni"}) {
      if (tls.has(field) && mode.equals("ISTIO_MUTUAL")) {
        report.notEnforced(
            tls.path(field), "the identity expected is that of the instance's service account");
      }
    }
  }
}
