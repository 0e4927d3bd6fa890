package dev.weft.collector.push;

import dev.weft.collector.push.Agent.Refused;
import dev.weft.collector.registry.Catalog;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What each agent is to know, of one policy and one catalog. For the mesh's loop alone. */
final class Targets {
  /** Agents of the same services are to have the same documents: worked out once a write. */
  private final Map<List<Service>, Map<DocumentKey, StoredDocument>> shared = new HashMap<>();

  private PolicyView policy;
  private Catalog catalog;

  Targets(PolicyView policy, Catalog catalog) {
    this.policy = policy;
    this.catalog = catalog;
  }

  PolicyView policy() {
    return policy;
  }

  void policy(PolicyView view) {
    policy = view;
    shared.clear();
  }

  /** Whether it is another. */
  boolean catalog(Catalog now) {
    boolean changed = catalog != now;
    catalog = now;
    return changed;
  }

  Knowledge of(Agent agent) {
    Map<DocumentKey, StoredDocument> documents =
        agent.refused.isEmpty()
            ? shared.computeIfAbsent(agent.services(), services -> documents(agent))
            : documents(agent);
    Map<String, Host> hosts = catalog.hosts(agent.audience());
    Map<String, List<Instance>> endpoints = new LinkedHashMap<>();
    for (String host : agent.uses) {
      endpoints.put(host, catalog.endpoints(agent.audience(), host));
    }
    return new Knowledge(documents, hosts, endpoints);
  }

  private Map<DocumentKey, StoredDocument> documents(Agent agent) {
    Map<DocumentKey, StoredDocument> documents = new TreeMap<>();
    for (StoredDocument stored : policy.documents().values()) {
      if (!Reach.concerns(stored.document(), agent.services())) {
        continue;
      }
      Refused refused = agent.refused.get(stored.key());
      StoredDocument version =
          refused != null && refused.revision() == stored.revision()
              ? agent.good.get(stored.key())
              : stored;
      if (version != null) {
        documents.put(stored.key(), version);
      }
    }
    return Collections.unmodifiableMap(documents);
  }
}
