package dev.weft.policy.validation;

import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;
import java.util.List;
import java.util.Map;

/** What all kinds have around their {@code spec}. */
final class Envelope {
  /** Annotations are free text; Kubernetes allows 256 KiB of them together. */
  private static final int MAX_ANNOTATION = 256 * 1024;

  /** What {@code kubectl get -o yaml} prints of the server's own; nothing an operator means. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "ownerReferences",
          "finalizers",
          "generateName",
          "selfLink");

  private final Shape document;

  Envelope() {
    ObjectShape metadata =
        object()
            .required(
                "name", text(Names::isObjectName, "a name of lower-case letters, digits, - and ."))
            .field(
                "namespace",
                text(
                    name -> Names.isLabel(name) && Names.isObjectName(name),
                    "a namespace, a DNS label in lower case"))
            .field("labels", Shapes.labels())
            .field(
                "annotations",
                map(
                    Names::isLabelKey,
                    "an annotation's key",
                    text(value -> value.length() <= MAX_ANNOTATION, "a shorter text")));
    Shape ignored = (value, path, report) -> null;
    for (String field : OF_THE_SERVER) {
      metadata.field(field, ignored);
    }
    document =
        object()
            .field("apiVersion", ignored)
            .field("kind", ignored)
            .required("metadata", metadata)
            .field("spec", ignored)
            .field("status", ignored);
  }

  /** Checks everything but {@code apiVersion}, {@code kind} and {@code spec}. */
  void check(Map<String, Object> tree, Report report) {
    document.check(tree, "", report);
    if (tree.containsKey("status")) {
      report.warn("status", "dropped: the status is the collector's to say");
    }
    if (tree.get("metadata") instanceof Map<?, ?> metadata) {
      for (String field : OF_THE_SERVER) {
        if (metadata.containsKey(field)) {
          report.warn("metadata." + field, "dropped: it is another server's");
        }
      }
    }
  }
}
