package dev.weft.policy.compiled;

import dev.weft.policy.compiled.DocumentFindings.Unresolved;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which hosts and subsets a document names that do not exist. */
final class References {
  private References() {}

  static List<Unresolved> of(PolicyDocument document, DocumentSet set, Set<String> knownHosts) {
    return switch (document.key().kind()) {
      case VirtualServices.KIND -> ofRoutes(document, set, knownHosts);
      case DestinationRules.KIND -> ofRule(document, knownHosts);
      default -> List.of();
    };
  }

  private static List<Unresolved> ofRoutes(
      PolicyDocument document, DocumentSet set, Set<String> knownHosts) {
    List<Unresolved> unresolved = new ArrayList<>();
    if (!VirtualServices.isForMesh(document)) {
      return unresolved;
    }
    List<String> hosts = VirtualServices.hosts(document);
    for (int i = 0; i < hosts.size(); i++) {
      if (!isKnown(hosts.get(i), knownHosts)) {
        String path = TreePath.element("spec.hosts", i);
        unresolved.add(new Unresolved(path, "no service is called " + hosts.get(i)));
      }
    }
    for (Spec route : Spec.of(document).children("http")) {
      for (Spec weighted : route.children("route")) {
        destination(weighted.child("destination"), document, set, knownHosts, unresolved);
      }
    }
    return unresolved;
  }

  private static void destination(
      Spec destination,
      PolicyDocument document,
      DocumentSet set,
      Set<String> knownHosts,
      List<Unresolved> unresolved) {
    String host = HostNames.canonical(destination.required("host"), document.key().namespace());
    String subset = destination.filled("subset");
    if (!isKnown(host, knownHosts)) {
      String reason = "no service is called " + host + ": calls are answered 503";
      unresolved.add(new Unresolved(destination.path("host"), reason));
    } else if (subset != null) {
      Set<String> subsets = set.subsets(host);
      if (!subsets.contains(subset)) {
        String known = subsets.isEmpty() ? "none" : String.join(", ", subsets);
        String reason =
            "no DestinationRule gives "
                + host
                + " a subset "
                + subset
                + " (it has "
                + known
                + "): calls are answered 503";
        unresolved.add(new Unresolved(destination.path("subset"), reason));
      }
    }
  }

  private static List<Unresolved> ofRule(PolicyDocument document, Set<String> knownHosts) {
    Spec spec = Spec.of(document);
    String host = HostNames.canonical(spec.required("host"), document.key().namespace());
    boolean any =
        HostNames.isWildcard(host)
            ? knownHosts.stream().anyMatch(known -> HostNames.covers(host, known))
            : isKnown(host, knownHosts);
    return any ? List.of() : List.of(new Unresolved("spec.host", "no service is called " + host));
  }

  private static boolean isKnown(String host, Set<String> knownHosts) {
    return knownHosts.contains(host)
        || HostNames.mostSpecific(knownHosts, host) != null
        || HostNames.isWildcard(host)
            && knownHosts.stream().anyMatch(known -> HostNames.covers(host, known));
  }
}
