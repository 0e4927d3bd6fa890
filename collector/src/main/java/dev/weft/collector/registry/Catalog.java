package dev.weft.collector.registry;

import dev.weft.policy.compiled.ServiceName;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Host.ServicePort;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Hosts and endpoints at one moment, as each audience may see them. Immutable but for what it
 * remembers of answers; for the mesh's loop alone.
 */
public final class Catalog {
  private final Map<String, List<Located>> services = new TreeMap<>();
  private final Map<String, List<Located>> remembered = new TreeMap<>();
  private final Map<String, OutsideHost> outside = new TreeMap<>();
  // Most agents are told the same, and many ask after each change: worked out once.
  private final Map<String, Map<String, List<Instance>>> instancesByMachine = new HashMap<>();
  private final Map<Audience, Map<String, Host>> hostsByAudience = new HashMap<>();

  /** Machines that are told something that others are not. */
  private final Set<String> special = new HashSet<>();

  private record Located(String machine, Instance instance) {}

  /**
   * @param remembered registrations of before: their hosts are known, without their instances
   * @param outsideHosts in order of precedence: the first of a name wins, a registered service
   *     before all of them
   */
  public Catalog(
      Collection<Registration> registrations,
      Collection<Registration> remembered,
      List<OutsideHost> outsideHosts) {
    locate(registrations, services);
    locate(remembered, this.remembered);
    for (Map<String, List<Located>> all : List.of(services, this.remembered)) {
      all.values().stream()
          .flatMap(List::stream)
          .filter(one -> one.instance().ports().stream().anyMatch(Instance.Port::loopback))
          .forEach(one -> special.add(one.machine()));
    }
    for (OutsideHost host : outsideHosts) {
      outside.putIfAbsent(host.host().name(), host);
    }
  }

  private static void locate(
      Collection<Registration> registrations, Map<String, List<Located>> byHost) {
    for (Registration registration : registrations) {
      for (Instance instance : registration.instances()) {
        byHost
            .computeIfAbsent(
                ServiceName.canonical(instance.service(), instance.namespace()),
                name -> new ArrayList<>())
            .add(new Located(registration.machine(), instance));
      }
    }
  }

  /** All that may be called, by name. The same object for everybody who is told the same. */
  public Map<String, Host> hosts(Audience audience) {
    Audience alike = new Audience(machine(audience), audience.namespaces());
    Map<String, Host> known = hostsByAudience.get(alike);
    if (known == null) {
      known = Collections.unmodifiableMap(hostsFor(audience));
      hostsByAudience.put(alike, known);
    }
    return known;
  }

  /** The machine, or nothing where its agents are told what all are. */
  private String machine(Audience audience) {
    return special.contains(audience.machine()) ? audience.machine() : "";
  }

  private Map<String, Host> hostsFor(Audience audience) {
    Map<String, Host> hosts = new TreeMap<>();
    reachable(remembered, audience)
        .forEach((name, instances) -> hosts.put(name, host(name, instances)));
    outside.forEach(
        (name, host) -> {
          if (host.visibleTo(audience)) {
            hosts.put(name, host.host());
          }
        });
    instances(audience).forEach((name, instances) -> hosts.put(name, host(name, instances)));
    return hosts;
  }

  /** All hosts, whoever may see them. */
  public Collection<Host> everything() {
    Map<String, Host> hosts = new TreeMap<>();
    remembered.forEach((name, located) -> hosts.put(name, host(name, instances(located))));
    outside.forEach((name, host) -> hosts.put(name, host.host()));
    services.forEach((name, located) -> hosts.put(name, host(name, instances(located))));
    return hosts.values();
  }

  /** The instances of {@code host}, ordered by id; empty where it has none or is not known. */
  public List<Instance> endpoints(Audience audience, String host) {
    List<Instance> registered = instances(audience).get(host);
    if (registered != null) {
      return registered;
    }
    OutsideHost declared = outside.get(host);
    return declared != null && declared.visibleTo(audience) ? declared.instances() : List.of();
  }

  private Map<String, List<Instance>> instances(Audience audience) {
    return instancesByMachine.computeIfAbsent(
        machine(audience), machine -> reachable(services, audience));
  }

  private static List<Instance> instances(List<Located> located) {
    return located.stream().map(Located::instance).toList();
  }

  private static Map<String, List<Instance>> reachable(
      Map<String, List<Located>> services, Audience audience) {
    Map<String, List<Instance>> byHost = new TreeMap<>();
    services.forEach(
        (name, located) -> {
          List<Instance> instances =
              located.stream()
                  .map(one -> reachable(one, audience))
                  .filter(instance -> !instance.ports().isEmpty())
                  .sorted(Comparator.comparing(Instance::id))
                  .toList();
          if (!instances.isEmpty()) {
            byHost.put(name, instances);
          }
        });
    return byHost;
  }

  /** Without the ports that only its own machine reaches. */
  private static Instance reachable(Located located, Audience audience) {
    Instance instance = located.instance();
    if (located.machine().equals(audience.machine())
        || instance.ports().stream().noneMatch(Instance.Port::loopback)) {
      return instance;
    }
    return new Instance(
        instance.id(),
        instance.service(),
        instance.namespace(),
        instance.serviceAccount(),
        instance.labels(),
        instance.ports().stream().filter(port -> !port.loopback()).toList());
  }

  /** Where two instances disagree on a port's protocol, the smaller id has it. */
  private static Host host(String name, List<Instance> instances) {
    Map<Integer, String> ports = new TreeMap<>();
    for (Instance instance : instances) {
      for (Instance.Port port : instance.ports()) {
        ports.putIfAbsent(port.servicePort(), port.protocol());
      }
    }
    return new Host(
        name,
        ports.entrySet().stream()
            .map(port -> new ServicePort(port.getKey(), port.getValue()))
            .toList());
  }
}
