package dev.weft.policy.compiled;

import dev.weft.policy.compiled.RulePool.Rule;
import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds for each host the DestinationRules that count for one consumer. They are looked for in the
 * consumer's namespace, then in the service's, then in the root namespace; the first that has any
 * for the host decides, and namespaces are not merged.
 */
final class DestinationRules {
  static final String KIND = "DestinationRule";

  private final Consumer consumer;
  private final RulePool local = new RulePool();
  private final Map<String, RulePool> exported = new HashMap<>();
  private final Set<String> hosts = new LinkedHashSet<>();
  private final Map<String, String> namespaceOfEntry = new HashMap<>();

  DestinationRules(Collection<PolicyDocument> documents, Consumer consumer) {
    this.consumer = consumer;
    for (PolicyDocument entry : Visibility.oldestFirst(documents, ServiceEntries.KIND)) {
      String namespace = entry.key().namespace();
      for (String written : Spec.of(entry).texts("hosts")) {
        String host = HostNames.canonical(written, namespace);
        namespaceOfEntry.putIfAbsent(host, namespace);
        hosts.add(host);
      }
    }
    for (PolicyDocument document : Visibility.oldestFirst(documents, KIND)) {
      add(Rule.of(document));
    }
  }

  private void add(Rule rule) {
    String own = consumer.namespace();
    boolean root = own.equals(HostNames.ROOT_NAMESPACE);
    if (rule.namespace().equals(own)
        && (root ? rule.isPrivate() : rule.visibility().includes(own))) {
      local.add(rule);
    }
    if (!rule.isPrivate()) {
      exported.computeIfAbsent(rule.namespace(), namespace -> new RulePool()).add(rule);
    }
    hosts.add(rule.host());
    // A wildcard over several namespaces counts, where it is not the consumer's, only for the
    // services of its own: there the decision may change.
    String services = ServiceName.canonical("*", rule.namespace());
    if (HostNames.isWildcard(rule.host()) && HostNames.covers(rule.host(), services)) {
      hosts.add(services);
    }
  }

  /** By the host that the deciding rule names, or a part of it where other namespaces differ. */
  Map<String, ClusterPolicy> clusters() {
    Map<String, ClusterPolicy> clusters = new LinkedHashMap<>();
    for (String host : hosts) {
      List<Rule> deciding = select(host);
      if (!deciding.isEmpty()) {
        clusters.put(host, policy(host, deciding));
      }
    }
    return clusters;
  }

  private List<Rule> select(String host) {
    List<Rule> own = local.find(host);
    if (!own.isEmpty()) {
      return forConsumer(own);
    }
    String service = HostNames.namespaceOf(host);
    String namespace = service == null ? namespaceOfEntry.get(host) : service;
    for (String of : new String[] {namespace, HostNames.ROOT_NAMESPACE}) {
      RulePool pool = of == null ? null : exported.get(of);
      List<Rule> seen =
          pool == null
              ? List.of()
              : pool.find(host).stream()
                  .filter(rule -> rule.visibility().includes(consumer.namespace()))
                  .toList();
      if (!seen.isEmpty()) {
        return forConsumer(seen);
      }
    }
    return List.of();
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
