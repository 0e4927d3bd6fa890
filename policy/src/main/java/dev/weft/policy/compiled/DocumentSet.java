package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Documents by the hosts they speak of, each list oldest first. Only read once made. */
final class DocumentSet {
  private final Map<String, List<PolicyDocument>> routes = new HashMap<>();
  private final Map<String, List<PolicyDocument>> rules = new HashMap<>();
  private final Map<String, Set<String>> subsets = new HashMap<>();
  private final Map<String, List<PolicyDocument>> telemetries = new HashMap<>();

  DocumentSet(Collection<PolicyDocument> documents) {
    for (PolicyDocument document : Visibility.oldestFirst(documents, VirtualServices.KIND)) {
      if (VirtualServices.isForMesh(document)) {
        for (String host : VirtualServices.hosts(document)) {
          routes.computeIfAbsent(host, name -> new ArrayList<>()).add(document);
        }
      }
    }
    for (PolicyDocument document : Visibility.oldestFirst(documents, DestinationRules.KIND)) {
      String host = ruleHost(document);
      rules.computeIfAbsent(host, name -> new ArrayList<>()).add(document);
      Set<String> names = subsets.computeIfAbsent(host, name -> new TreeSet<>());
      Spec.of(document).children("subsets").forEach(one -> names.add(one.required("name")));
    }
    for (PolicyDocument document : Visibility.oldestFirst(documents, Telemetries.KIND)) {
      telemetries
          .computeIfAbsent(document.key().namespace(), name -> new ArrayList<>())
          .add(document);
    }
  }

  /** Telemetry documents of a namespace. */
  List<PolicyDocument> telemetries(String namespace) {
    return telemetries.getOrDefault(namespace, List.of());
  }

  static String ruleHost(PolicyDocument rule) {
    return HostNames.canonical(Spec.of(rule).required("host"), rule.key().namespace());
  }

  /** VirtualServices for calls inside the mesh that name exactly this host. */
  List<PolicyDocument> routes(String host) {
    return routes.getOrDefault(host, List.of());
  }

  /** DestinationRules that name exactly this host. */
  List<PolicyDocument> rules(String host) {
    return rules.getOrDefault(host, List.of());
  }

  /** The names of all subsets that any rule gives the host, sorted. */
  Set<String> subsets(String host) {
    Set<String> names = new TreeSet<>(subsets.getOrDefault(host, Set.of()));
    subsets.forEach(
        (of, some) -> {
          if (HostNames.isWildcard(of) && HostNames.covers(of, host)) {
            names.addAll(some);
          }
        });
    return names;
  }
}
