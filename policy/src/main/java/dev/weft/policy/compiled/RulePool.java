package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DestinationRules of one namespace, found by host. Filled oldest first, then only read. */
final class RulePool {
  private final Map<String, List<Rule>> byHost = new HashMap<>();
  private final List<String> wildcards = new ArrayList<>();

  /**
   * One document with what decides whether it is looked at.
   *
   * @param host canonical, perhaps a wildcard
   */
  record Rule(PolicyDocument document, String host, Visibility visibility, Spec spec) {

    static Rule of(PolicyDocument document) {
      Spec spec = Spec.of(document);
      String namespace = document.key().namespace();
      // A rule for selected workloads is never exported.
      Visibility visibility =
          spec.has("workloadSelector")
              ? new Visibility(false, Set.of(namespace))
              : Visibility.of(document);
      String host = HostNames.canonical(spec.required("host"), namespace);
      return new Rule(document, host, visibility, spec);
    }

    String namespace() {
      return document.key().namespace();
    }

    boolean isPrivate() {
      return !visibility.everybody() && visibility.namespaces().equals(Set.of(namespace()));
    }

    /** Which workloads it is for; null: all. */
    @Nullable Map<String, String> selector() {
      Spec selector = spec.object("workloadSelector");
      return selector == null ? null : selector.textMap("matchLabels");
    }
  }

  void add(Rule rule) {
    List<Rule> rules = byHost.get(rule.host());
    if (rules == null) {
      rules = new ArrayList<>();
      byHost.put(rule.host(), rules);
      if (HostNames.isWildcard(rule.host())) {
        wildcards.add(rule.host());
      }
    }
    rules.add(rule);
  }

  /** The rules of the most specific host that covers this one; none is an empty list. */
  List<Rule> find(String host) {
    List<Rule> exact = byHost.get(host);
    if (exact != null) {
      return exact;
    }
    String best = HostNames.mostSpecific(wildcards, host);
    return best == null ? List.of() : byHost.get(best);
  }
}
