package dev.weft.policy.compiled;

import dev.weft.policy.compiled.DocumentFindings.Shadow;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which documents decide instead of another. */
final class Shadows {
  private Shadows() {}

  static List<Shadow> of(PolicyDocument document, DocumentSet set) {
    return switch (document.key().kind()) {
      case VirtualServices.KIND -> ofRoutes(document, set);
      case DestinationRules.KIND -> ofRule(document, set);
      case Telemetries.KIND -> ofTelemetry(document, set);
      default -> List.of();
    };
  }

  private static List<Shadow> ofRoutes(PolicyDocument document, DocumentSet set) {
    List<Shadow> shadows = new ArrayList<>();
    if (!VirtualServices.isForMesh(document)) {
      return shadows;
    }
    List<String> hosts = VirtualServices.hosts(document);
    for (int i = 0; i < hosts.size(); i++) {
      String path = TreePath.element("spec.hosts", i);
      for (PolicyDocument other : set.routes(hosts.get(i))) {
        String callers = callers(document, other);
        if (callers != null) {
          String reason = "its routes of " + hosts.get(i) + " count" + callers;
          shadows.add(new Shadow(other.key(), path, reason));
        }
      }
    }
    return shadows;
  }

  /** For which callers {@code other} comes first; null: for none. */
  private static @Nullable String callers(PolicyDocument document, PolicyDocument other) {
    if (document.key().equals(other.key())) {
      return null;
    }
    Visibility mine = Visibility.of(document);
    Visibility theirs = Visibility.of(other);
    boolean older = Visibility.OLDEST_FIRST.compare(other, document) < 0;
    if (mine.everybody() && theirs.everybody()) {
      return older ? ", for it is older" : null;
    }
    if (mine.everybody()) {
      return theirs.namespaces().isEmpty() ? null : " for callers in " + names(theirs.namespaces());
    }
    List<String> both =
        mine.namespaces().stream()
            .filter(namespace -> theirs.namespaces().contains(namespace))
            .filter(namespace -> precedes(other, document, namespace, older))
            .sorted()
            .toList();
    return both.isEmpty() ? null : " for callers in " + String.join(", ", both);
  }

  /** In its own namespace a private document comes before those exported to it by name. */
  private static boolean precedes(
      PolicyDocument other, PolicyDocument document, String namespace, boolean older) {
    boolean othersHome = other.key().namespace().equals(namespace);
    boolean home = document.key().namespace().equals(namespace);
    return othersHome == home ? older : othersHome;
  }

  private static String names(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  /** Rules of one host in one namespace are merged: what an older one has said stays. */
  private static List<Shadow> ofRule(PolicyDocument document, DocumentSet set) {
    List<Shadow> shadows = new ArrayList<>();
    Spec spec = Spec.of(document);
    Map<String, PolicyDocument> subsets = new HashMap<>();
    PolicyDocument traffic = null;
    for (PolicyDocument other : set.rules(DocumentSet.ruleHost(document))) {
      if (other.key().equals(document.key())) {
        break;
      }
      if (isMergedWith(document, other)) {
        Spec older = Spec.of(other);
        traffic = traffic == null && older.has("trafficPolicy") ? other : traffic;
        older.children("subsets").forEach(one -> subsets.putIfAbsent(one.required("name"), other));
      }
    }
    if (traffic != null && spec.has("trafficPolicy")) {
      shadows.add(
          new Shadow(traffic.key(), "spec.trafficPolicy", "it is older and has a traffic policy"));
    }
    List<Spec> own = spec.children("subsets");
    for (int i = 0; i < own.size(); i++) {
      String name = own.get(i).required("name");
      PolicyDocument first = subsets.get(name);
      if (first != null) {
        String path = TreePath.element("spec.subsets", i);
        shadows.add(new Shadow(first.key(), path, "it is older and has a subset " + name));
      }
    }
    return shadows;
  }

  /** Of those for one set of workloads in a namespace the oldest counts. */
  private static List<Shadow> ofTelemetry(PolicyDocument document, DocumentSet set) {
    for (PolicyDocument other : set.telemetries(document.key().namespace())) {
      if (other.key().equals(document.key())) {
        break;
      }
      if (Telemetries.labels(other).equals(Telemetries.labels(document))
          && Telemetries.isForOthers(other) == Telemetries.isForOthers(document)) {
        return List.of(new Shadow(other.key(), "spec", "it is older and for the same workloads"));
      }
    }
    return List.of();
  }

  private static boolean isMergedWith(PolicyDocument document, PolicyDocument other) {
    String namespace = document.key().namespace();
    Spec spec = Spec.of(document);
    Spec older = Spec.of(other);
    return other.key().namespace().equals(namespace)
        && spec.has("workloadSelector") == older.has("workloadSelector")
        && spec.child("workloadSelector")
            .textMap("matchLabels")
            .equals(older.child("workloadSelector").textMap("matchLabels"));
  }
}
