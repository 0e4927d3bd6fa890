package dev.weft.collector.registry;

import dev.weft.policy.compiled.ServiceName;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Host.ServicePort;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hosts and endpoints at one moment, as each audience may see them. Immutable but for what it
 * remembers of answers; for the mesh's loop alone.
 */
public final class Catalog {
  private final Map<String, List<Located>> services = new TreeMap<>();
  private final Map<String, List<Located>> remembered = new TreeMap<>();
  private final Map<String, OutsideHost> outside = new TreeMap<>();
  private final Map<Audience, Map<String, List<Instance>>> seen = new HashMap<>();

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

  /** All that may be called, by name. */
  public Map<String, Host> hosts(Audience audience) {
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
    return seen.computeIfAbsent(audience, key -> reachable(services, key));
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
