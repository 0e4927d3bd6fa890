package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each host the DestinationRules that count for one consumer. They are looked for in the
 * consumer's namespace, then in the service's, then in the root namespace; the first that has any
 * for the host decides, and namespaces are not merged.
 */
final class DestinationRules {
  static final String KIND = "DestinationRule";

  private final Consumer consumer;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, String> namespaceOfEntry = new HashMap<>();

  /** One document with what decides whether it is looked at. */
  private record Rule(PolicyDocument document, String host, Visibility visibility, Spec spec) {
    String namespace() {
      return document.key().namespace();
    }

    boolean isPrivate() {
      return !visibility.everybody() && visibility.namespaces().equals(Set.of(namespace()));
    }

    @Nullable Map<String, String> selector() {
      Spec selector = spec.object("workloadSelector");
      return selector == null ? null : selector.textMap("matchLabels");
    }
  }

  DestinationRules(Collection<PolicyDocument> documents, Consumer consumer) {
    this.consumer = consumer;
    for (PolicyDocument document : Visibility.oldestFirst(documents, KIND)) {
      Spec spec = Spec.of(document);
      String namespace = document.key().namespace();
      String host = HostNames.canonical(spec.required("host"), namespace);
      // A rule for selected workloads is never exported.
      Visibility visibility =
          spec.has("workloadSelector")
              ? new Visibility(false, Set.of(namespace))
              : Visibility.of(document);
      rules.add(new Rule(document, host, visibility, spec));
    }
    for (PolicyDocument entry : Visibility.oldestFirst(documents, ServiceEntries.KIND)) {
      for (String host : Spec.of(entry).texts("hosts")) {
        String namespace = entry.key().namespace();
        namespaceOfEntry.putIfAbsent(HostNames.canonical(host, namespace), namespace);
      }
    }
  }

  /** By the host that the deciding rule names, or a part of it where other namespaces differ. */
  Map<String, ClusterPolicy> clusters() {
    Map<String, ClusterPolicy> clusters = new LinkedHashMap<>();
    for (String host : hosts()) {
      List<Rule> deciding = select(host);
      if (!deciding.isEmpty()) {
        clusters.put(host, policy(host, deciding));
      }
    }
    return clusters;
  }

  /**
   * All hosts at which the decision may change. A wildcard over several namespaces counts, where it
   * is not the consumer's, only for the services of its own.
   */
  private Set<String> hosts() {
    Set<String> hosts = new LinkedHashSet<>(namespaceOfEntry.keySet());
    for (Rule rule : rules) {
      hosts.add(rule.host());
      String own = ServiceName.canonical("*", rule.namespace());
      if (HostNames.isWildcard(rule.host()) && HostNames.covers(rule.host(), own)) {
        hosts.add(own);
      }
    }
    return hosts;
  }

  private List<Rule> select(String host) {
    String own = consumer.namespace();
    boolean root = own.equals(HostNames.ROOT_NAMESPACE);
    List<Rule> local =
        mostSpecific(
            host,
            rule ->
                rule.namespace().equals(own)
                    && (root ? rule.isPrivate() : rule.visibility().includes(own)));
    if (!local.isEmpty()) {
      return forConsumer(local);
    }
    String service = HostNames.namespaceOf(host);
    String namespace = service == null ? namespaceOfEntry.get(host) : service;
    for (String of : new String[] {namespace, HostNames.ROOT_NAMESPACE}) {
      List<Rule> exported =
          mostSpecific(host, rule -> rule.namespace().equals(of) && !rule.isPrivate()).stream()
              .filter(rule -> rule.visibility().includes(own))
              .toList();
      if (!exported.isEmpty()) {
        return forConsumer(exported);
      }
    }
    return List.of();
  }

  private List<Rule> mostSpecific(String host, java.util.function.Predicate<Rule> wanted) {
    List<Rule> candidates = rules.stream().filter(wanted).toList();
    String best =
        HostNames.mostSpecific(candidates.stream().map(Rule::host).distinct().toList(), host);
    return candidates.stream().filter(rule -> rule.host().equals(best)).toList();
  }

  /** Those whose selector fits the consumer come before those without one. */
  private List<Rule> forConsumer(List<Rule> rules) {
    for (Rule rule : rules) {
      Map<String, String> selector = rule.selector();
      if (selector != null && consumer.labels().entrySet().containsAll(selector.entrySet())) {
        return rules.stream().filter(other -> selector.equals(other.selector())).toList();
      }
    }
    return rules.stream().filter(rule -> rule.selector() == null).toList();
  }

  /** Oldest first: the first traffic policy counts, and the first subset of each name. */
  private static ClusterPolicy policy(String host, List<Rule> rules) {
    Spec traffic = null;
    Map<String, Spec> subsets = new LinkedHashMap<>();
    List<String> sources = new ArrayList<>();
    for (Rule rule : rules) {
      sources.add(VirtualServices.source(rule.document()));
      traffic = traffic == null ? rule.spec().object("trafficPolicy") : traffic;
      for (Spec subset : rule.spec().children("subsets")) {
        subsets.putIfAbsent(subset.required("name"), subset);
      }
    }
    TrafficReader reader = new TrafficReader(traffic);
    Map<String, ClusterPolicy.Subset> read = new LinkedHashMap<>();
    subsets.forEach(
        (name, subset) -> {
          Spec own = subset.object("trafficPolicy");
          read.put(
              name,
              new ClusterPolicy.Subset(
                  name, subset.textMap("labels"), reader.traffic(own), reader.portTraffic(own)));
        });
    return new ClusterPolicy(
        host, String.join(", ", sources), reader.traffic(null), reader.portTraffic(null), read);
  }
}
