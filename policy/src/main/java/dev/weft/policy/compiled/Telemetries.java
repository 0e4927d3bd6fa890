package dev.weft.policy.compiled;

import dev.weft.policy.compiled.AccessLogging.Side;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.expression.Expression;
import dev.weft.policy.expression.ExpressionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Telemetry documents say for one consumer. One document counts on each level: that of the
 * root namespace, that of the consumer's namespace, and the one that selects it; the oldest where
 * there are several. What comes later in this order decides.
 */
final class Telemetries {
  static final String KIND = "Telemetry";

  private final Consumer consumer;

  Telemetries(Consumer consumer) {
    this.consumer = consumer;
  }

  AccessLogging accessLogging(Collection<PolicyDocument> documents) {
    Side made = Side.OFF;
    Side served = Side.OFF;
    for (PolicyDocument document : inForce(documents)) {
      for (Spec entry : Spec.of(document).children("accessLogging")) {
        String mode = entry.child("match").filled("mode");
        Side side = side(entry);
        if (!"SERVER".equals(mode)) {
          made = side;
        }
        if (!"CLIENT".equals(mode)) {
          served = side;
        }
      }
    }
    return made.on() || served.on() ? new AccessLogging(made, served) : AccessLogging.OFF;
  }

  private static Side side(Spec entry) {
    String text = entry.child("filter").filled("expression");
    if (entry.truth("disabled", false)) {
      return Side.OFF;
    }
    try {
      return new Side(true, text == null ? null : Expression.parse(text));
    } catch (ExpressionException e) {
      throw entry.child("filter").refused("expression", "an expression: " + e.getMessage());
    }
  }

  private List<PolicyDocument> inForce(Collection<PolicyDocument> documents) {
    List<PolicyDocument> oldestFirst = Visibility.oldestFirst(documents, KIND);
    List<PolicyDocument> inForce = new ArrayList<>();
    boolean root = consumer.namespace().equals(HostNames.ROOT_NAMESPACE);
    if (!root) {
      add(wide(oldestFirst, HostNames.ROOT_NAMESPACE), inForce);
    }
    add(wide(oldestFirst, consumer.namespace()), inForce);
    for (PolicyDocument document : oldestFirst) {
      if (document.key().namespace().equals(consumer.namespace()) && selects(document)) {
        inForce.add(document);
        break;
      }
    }
    return inForce;
  }

  private static void add(@Nullable PolicyDocument document, List<PolicyDocument> to) {
    if (document != null) {
      to.add(document);
    }
  }

  /** The one for all workloads of a namespace. */
  static @Nullable PolicyDocument wide(List<PolicyDocument> oldestFirst, String namespace) {
    for (PolicyDocument document : oldestFirst) {
      if (document.key().namespace().equals(namespace)
          && labels(document).isEmpty()
          && !isForOthers(document)) {
        return document;
      }
    }
    return null;
  }

  private boolean selects(PolicyDocument document) {
    Map<String, String> labels = labels(document);
    return !labels.isEmpty() && consumer.labels().entrySet().containsAll(labels.entrySet());
  }

  static Map<String, String> labels(PolicyDocument document) {
    return Spec.of(document).child("selector").textMap("matchLabels");
  }

  /** Gateways and waypoints, which the mesh does not have. */
  static boolean isForOthers(PolicyDocument document) {
    Spec spec = Spec.of(document);
    return spec.has("targetRef") || spec.has("targetRefs");
  }
}
