package dev.weft.collector.push;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.DocumentStatus.OfAgent;
import dev.weft.collector.push.DocumentStatus.State;
import dev.weft.collector.registry.Catalog;
import dev.weft.collector.registry.Registration;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.compiled.ServiceName;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.AdapterReport;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the API tells of the mesh, as trees. For the mesh's loop alone. */
final class Overview {
  private static final String OF_THE_MESH = "." + ServiceName.CLUSTER_DOMAIN;

  private Overview() {}

  static DocumentStatus status(StoredDocument stored, Collection<Agent> agents) {
    List<OfAgent> states = new ArrayList<>();
    for (Agent agent : agents) {
      if (Reach.concerns(stored.document(), agent.services())) {
        states.add(state(stored, agent));
      }
    }
    return new DocumentStatus(stored, Reach.pushed(stored.document()), states);
  }

  private static OfAgent state(StoredDocument stored, Agent agent) {
    Service own = agent.identity();
    String service = own.namespace() + "/" + own.name();
    Agent.Refused refused = agent.refused.get(stored.key());
    Agent.Delivery delivery = agent.deliveries.get(stored.key());
    boolean applied = delivery != null && delivery.revision() == stored.revision();
    // An agent that connected later has not waited since the write.
    boolean waited = agent.connectedMillis <= stored.receivedMillis();
    long pushed = applied && waited ? delivery.pushedMillis() - stored.receivedMillis() : -1;
    long acked = applied && waited ? delivery.ackedMillis() - stored.receivedMillis() : -1;
    if (!agent.connected()) {
      return new OfAgent(agent.id, service, State.DISCONNECTED, "", pushed, acked);
    }
    if (refused != null && refused.revision() == stored.revision()) {
      return new OfAgent(agent.id, service, State.REFUSED, refused.reason(), -1, -1);
    }
    return new OfAgent(
        agent.id, service, applied ? State.APPLIED : State.PENDING, "", pushed, acked);
  }

  /**
   * @param settled whether an agent has taken all that there is for it
   */
  static List<Map<String, Object>> agents(
      Collection<Agent> agents, Predicate<Agent> settled, long now) {
    return agents.stream().map(agent -> agent(agent, settled.test(agent), now)).toList();
  }

  private static Map<String, Object> agent(Agent agent, boolean settled, long now) {
    Map<String, Object> tree =
        Tree.of(
            "id", agent.id,
            "version", agent.hello().version(),
            "machine", agent.hello().host(),
            "address", agent.address,
            "pid", agent.hello().pid(),
            "java", agent.hello().java(),
            "capabilities", agent.hello().capabilities(),
            "connected", agent.connected(),
            "connectedForMillis", agent.connected() ? now - agent.connectedMillis : 0,
            "services", agent.services().stream().map(Overview::service).toList(),
            "revision", agent.ackedRevision,
            "pendingRevision", agent.flight == null ? null : agent.flight.frame().revision(),
            "settled", agent.connected() && settled,
            "uses", agent.uses.stream().sorted().toList());
    if (agent.report != null) {
      tree.put("telemetryEndpoint", agent.report.telemetryEndpoint());
      tree.put("adapters", agent.report.adapters().stream().map(Overview::adapter).toList());
    }
    return tree;
  }

  static List<CallerView> callers(
      Collection<Agent> agents,
      Switching switching,
      Catalog catalog,
      String namespace,
      String name) {
    List<CallerView> views = new ArrayList<>();
    for (Agent agent : agents) {
      if (agent.services().stream()
          .anyMatch(one -> one.name().equals(name) && one.namespace().equals(namespace))) {
        Map<String, Host> hosts = catalog.hosts(agent.audience());
        Map<String, List<Instance>> endpoints = new TreeMap<>();
        hosts
            .keySet()
            .forEach(host -> endpoints.put(host, catalog.endpoints(agent.audience(), host)));
        AgentMessage.Report report = agent.report;
        Map<String, Object> switched = switching.tree(agent);
        views.add(
            new CallerView(
                agent.id,
                agent.connected(),
                agent.identity().namespace(),
                agent.identity().labels(),
                switched == null ? "none" : Tree.text(switched, "level"),
                report == null
                    ? List.of()
                    : report.adapters().stream()
                        .filter(adapter -> adapter.state().equals("woven"))
                        .map(AdapterReport::name)
                        .toList(),
                hosts,
                endpoints));
      }
    }
    views.sort(
        Comparator.comparing((CallerView view) -> !view.connected())
            .thenComparing(view -> view.labels().getOrDefault("version", ""))
            .thenComparing(CallerView::agentId));
    return views;
  }

  private static Map<String, Object> service(Service service) {
    return Tree.of(
        "name", service.name(),
        "namespace", service.namespace(),
        "serviceAccount", service.serviceAccount(),
        "labels", new TreeMap<>(service.labels()));
  }

  private static Map<String, Object> adapter(AdapterReport adapter) {
    return Tree.of(
        "name", adapter.name(),
        "state", adapter.state(),
        "capabilities", adapter.capabilities(),
        "faults", adapter.faults(),
        "detail", adapter.detail());
  }

  static List<Map<String, Object>> instances(Registry registry, long now) {
    List<Map<String, Object>> trees = new ArrayList<>();
    for (Registration registration : registry.all()) {
      for (Instance instance : registration.instances()) {
        trees.add(instance(instance, registration, now));
      }
    }
    return trees;
  }

  /**
   * @param registration null: declared by a document
   */
  static Map<String, Object> instance(
      Instance instance, @Nullable Registration registration, long now) {
    Map<String, Object> tree =
        Tree.of(
            "id", instance.id(),
            "service", instance.service(),
            "namespace", instance.namespace(),
            "serviceAccount", instance.serviceAccount(),
            "labels", new TreeMap<>(instance.labels()),
            "ports", instance.ports().stream().map(Overview::port).toList());
    if (registration != null) {
      tree.put("agent", registration.agent());
      tree.put("machine", registration.machine());
      tree.put("suspect", registration.suspect());
      tree.put("expiresInMillis", Math.max(0, registration.expiresMillis() - now));
    }
    return tree;
  }

  private static Map<String, Object> port(Instance.Port port) {
    return Tree.of(
        "servicePort", port.servicePort(),
        "address", port.address(),
        "port", port.port(),
        "protocol", port.protocol(),
        "mtlsPort", port.mtlsPort(),
        "loopback", port.loopback());
  }

  /** Registered services with or without ports, and declared hosts. */
  static List<Map<String, Object>> services(Registry registry, Collection<Host> hosts) {
    Map<String, Map<String, Object>> byName = new TreeMap<>();
    for (Host host : hosts) {
      byName.put(
          host.name(),
          Tree.of(
              "host",
              host.name(),
              "source",
              "ServiceEntry",
              "instances",
              0,
              "ports",
              host.ports().stream().map(Overview::servicePort).toList()));
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (Registration registration : registry.all()) {
      for (Instance instance : registration.instances()) {
        String name = ServiceName.canonical(instance.service(), instance.namespace());
        Map<String, Object> tree = byName.computeIfAbsent(name, host -> Tree.of("host", host));
        tree.put("name", instance.service());
        tree.put("namespace", instance.namespace());
        tree.put("source", "agents");
        tree.put("instances", counts.merge(name, 1, Integer::sum));
        tree.putIfAbsent("ports", List.of());
      }
    }
    return List.copyOf(byName.values());
  }

  private static Map<String, Object> servicePort(Host.ServicePort port) {
    return Tree.of("number", port.number(), "protocol", port.protocol());
  }
}
