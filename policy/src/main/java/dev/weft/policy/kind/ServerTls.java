package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import java.util.List;
import java.util.Set;

/** {@code tls} of gateways' servers and sidecars' ingress. */
final class ServerTls {
  private static final String[] VERSIONS = {"TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3"};
  private static final List<String> SOURCES =
      List.of("credentialName", "credentialNames", "tlsCertificates", "serverCertificate");

  private ServerTls() {}

  static ObjectShape shape() {
    return object()
        .field("httpsRedirect", truth())
        .field(
            "mode",
            word(
                "PASSTHROUGH",
                "SIMPLE",
                "MUTUAL",
                "AUTO_PASSTHROUGH",
                "ISTIO_MUTUAL",
                "OPTIONAL_MUTUAL"))
        .field("serverCertificate", text())
        .field("privateKey", text())
        .field("caCertificates", text())
        .field("caCrl", text())
        .field("credentialName", text())
        .field("credentialNames", list(text(), 1, 2))
        .field("caCertCredentialName", text())
        .field("tlsCertificates", list(certificate(), 1, 2))
        .field("subjectAltNames", list(text()))
        .field("verifyCertificateSpki", list(text()))
        .field("verifyCertificateHash", list(text()))
        .field("minProtocolVersion", word(VERSIONS))
        .field("maxProtocolVersion", word(VERSIONS))
        .field("cipherSuites", list(text()))
        .field("insecureSkipVerify", truth())
        .rule(ServerTls::certificates);
  }

  private static ObjectShape certificate() {
    return object()
        .field("serverCertificate", text())
        .field("privateKey", text())
        .field("caCertificates", text());
  }

  private static void certificates(Node tls, Report report) {
    String mode = tls.has("mode") ? tls.text("mode") : "PASSTHROUGH";
    List<String> sources = SOURCES.stream().filter(tls::has).toList();
    if (sources.size() > 1) {
      report.problem(tls.path(), String.join(", ", sources), "one source of certificates");
    } else if (mode.equals("ISTIO_MUTUAL") && !sources.isEmpty()) {
      report.problem(tls.path(sources.get(0)), sources.get(0), "nothing for mode ISTIO_MUTUAL");
    } else if (Set.of("SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL").contains(mode)) {
      required(tls, mode, sources, report);
    }
  }

  private static void required(Node tls, String mode, List<String> sources, Report report) {
    if (sources.contains("credentialName") || sources.contains("credentialNames")) {
      return;
    }
    if (sources.isEmpty()) {
      report.problem(tls.path("serverCertificate"), null, "a certificate, for mode " + mode);
    } else if (sources.contains("serverCertificate") && tls.text("privateKey").isEmpty()) {
      report.problem(tls.path("privateKey"), null, "a key beside serverCertificate");
    }
    if (!mode.equals("SIMPLE") && tls.text("caCertificates").isEmpty()) {
      report.problem(tls.path("caCertificates"), null, "roots for clients, for mode " + mode);
    }
  }
}
