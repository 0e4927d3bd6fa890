package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;

/** One instance written down by hand; also an endpoint of a ServiceEntry. */
final class WorkloadEntryKind {
  static final String UNIX = "unix://";

  private WorkloadEntryKind() {}

  static Kind kind() {
    return new Kind(
        "WorkloadEntry",
        "networking.istio.io",
        Kind.NETWORKING,
        "workloadentries",
        true,
        "instances are those that agents register and that STATIC ServiceEntries list",
        shape().rule(WorkloadEntryKind::addressed));
  }

  /** The fields, without the demand for an address. */
  static ObjectShape shape() {
    return object()
        .field(
            "address",
            text(
                WorkloadEntryKind::isAddress,
                "a numeric address, a host name, or unix:// with an absolute path to a file"))
        .field(
            "ports",
            map(
                name -> name.length() < 63 && Names.isLabel(name),
                "the name of a port, a DNS label",
                Shapes.port()))
        .field("labels", Shapes.labels())
        .field("network", text(value -> value.length() <= 2048, "at most 2048 characters"))
        .field("locality", text(value -> value.length() <= 2048, "at most 2048 characters"))
        .field("weight", integer(0, 4294967295L))
        .field("serviceAccount", text(value -> value.length() <= 253, "at most 253 characters"))
        .rule(
            (node, report) -> {
              if (node.text("address").startsWith(UNIX) && !node.node("ports").fields().isEmpty()) {
                report.problem(
                    node.path("ports"), node.value("ports"), "no ports for a unix socket");
              }
            });
  }

  static void addressed(Node entry, Report report) {
    if (entry.text("address").isEmpty() && entry.text("network").isEmpty()) {
      report.problem(entry.path("address"), null, "an address, or at least a network");
    }
  }

  private static boolean isAddress(String text) {
    if (text.startsWith(UNIX)) {
      String path = text.substring(UNIX.length());
      return path.startsWith("@") || path.startsWith("/") && !path.endsWith("/");
    }
    return text.isEmpty() || Names.isAddress(text) || Names.isHost(text) && text.length() <= 256;
  }
}
