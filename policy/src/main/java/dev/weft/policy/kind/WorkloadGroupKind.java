package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.count;
import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Shapes;

/** A template of workload entries. */
final class WorkloadGroupKind {
  private WorkloadGroupKind() {}

  static Kind kind() {
    ObjectShape spec =
        object()
            .field(
                "metadata",
                object().field("labels", Shapes.labels()).field("annotations", Common.texts()))
            .required("template", WorkloadEntryKind.shape())
            .field("probe", probe());
    return new Kind(
        "WorkloadGroup",
        "networking.istio.io",
        Kind.NETWORKING,
        "workloadgroups",
        true,
        "agents register their instances themselves, without a template",
        spec);
  }

  private static ObjectShape probe() {
    return object()
        .field("initialDelaySeconds", count())
        .field("timeoutSeconds", count())
        .field("periodSeconds", count())
        .field("successThreshold", count())
        .field("failureThreshold", count())
        .field("httpGet", httpGet())
        .field("tcpSocket", object().field("host", text()).required("port", Shapes.port()))
        .field("exec", object().required("command", list(filled(65536), 1, Integer.MAX_VALUE)))
        .field("grpc", object().field("port", Shapes.port()).field("service", text()))
        .atMostOne("httpGet", "tcpSocket", "exec", "grpc")
        .atLeastOne("httpGet", "tcpSocket", "exec", "grpc");
  }

  private static ObjectShape httpGet() {
    return object()
        .field("path", text())
        .required("port", Shapes.port())
        .field("host", text())
        .field("scheme", word("", "HTTP", "HTTPS"))
        .field(
            "httpHeaders",
            list(
                object()
                    .field(
                        "name",
                        text(name -> name.matches("[-_A-Za-z0-9]+"), "the name of a header"))
                    .field("value", text())));
  }
}
