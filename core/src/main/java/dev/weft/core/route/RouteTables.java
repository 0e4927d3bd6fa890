package dev.weft.core.route;

import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.ClusterState;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.endpoint.Endpoints;
import dev.weft.policy.compiled.ClusterPolicy;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.ClusterPolicy.Subset;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.CompiledPolicy.VirtualHost;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.ServiceName;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds route tables and keeps between them what must survive: endpoints, counters, who was used.
 * One thread at a time.
 */
public final class RouteTables {
  private final Endpoints endpoints = new Endpoints();
  private final Map<String, HostUse> uses = new ConcurrentHashMap<>();
  private Map<ClusterKey, ClusterState> states = Map.of();

  private record ClusterKey(String host, String subset, int port) {}

  /**
   * Nothing that is kept changes if it throws.
   *
   * @param hosts all visible, by canonical name
   * @param known endpoints of those in use, by canonical host
   * @throws IllegalArgumentException if an endpoint has no numeric address
   */
  public RouteTable build(
      CompiledPolicy policy,
      Collection<Host> hosts,
      Map<String, HostEndpoints> known,
      String localNamespace,
      String trustDomain) {
    Map<String, Map<Integer, List<Endpoint>>> byHost =
        endpoints.replace(known.values(), trustDomain);
    Map<ClusterKey, ClusterState> kept = new HashMap<>();
    HostTable<ClusterPolicy> policies = new HostTable<>(lowerCase(policy.clusters()));
    Map<String, Upstream> upstreams = new HashMap<>();
    for (Host host : hosts) {
      String name = host.name().toLowerCase(Locale.ROOT);
      upstreams.put(
          name, upstream(name, host, byHost.get(host.name()), find(policies, name), kept));
    }
    states = kept;
    uses.keySet().retainAll(upstreams.keySet());
    return new RouteTable(new HostTable<>(entries(policy, upstreams, localNamespace)));
  }

  private Upstream upstream(
      String name,
      Host host,
      @Nullable Map<Integer, List<Endpoint>> byPort,
      @Nullable ClusterPolicy policy,
      Map<ClusterKey, ClusterState> kept) {
    Map<String, Cluster[]> clusters = new HashMap<>();
    Map<String, Subset> subsets = policy == null ? Map.of() : policy.subsets();
    clusters.put("", clusters(name, host, null, byPort, policy, kept));
    subsets.forEach(
        (subset, selection) ->
            clusters.put(subset, clusters(name, host, selection, byPort, policy, kept)));
    return new Upstream(
        name,
        new ServicePorts(host.ports()),
        byPort != null,
        clusters,
        uses.computeIfAbsent(name, n -> new HostUse()));
  }

  private Cluster[] clusters(
      String name,
      Host host,
      @Nullable Subset subset,
      @Nullable Map<Integer, List<Endpoint>> byPort,
      @Nullable ClusterPolicy policy,
      Map<ClusterKey, ClusterState> kept) {
    List<Cluster> clusters = new ArrayList<>();
    for (Host.ServicePort port : host.ports()) {
      int number = port.number();
      Endpoint[] selected = selected(byPort, number, subset);
      Traffic traffic = traffic(policy, subset, number);
      // A host of the outside without instances of its own is reached as the application wrote it.
      boolean passThrough =
          traffic.loadBalancer() == LoadBalancer.PASSTHROUGH
              || (selected.length == 0 && subset == null && isOutside(name));
      ClusterKey key = new ClusterKey(name, subset == null ? "" : subset.name(), number);
      ClusterState state = states.getOrDefault(key, new ClusterState());
      kept.put(key, state);
      clusters.add(
          new Cluster(
              name,
              subset == null ? null : subset.name(),
              number,
              traffic,
              passThrough,
              selected,
              state));
    }
    return clusters.toArray(new Cluster[0]);
  }

  /** Without a stream: the first one that becomes an array loads twenty classes of the JDK. */
  private static Endpoint[] selected(
      @Nullable Map<Integer, List<Endpoint>> byPort, int port, @Nullable Subset subset) {
    List<Endpoint> selected = new ArrayList<>();
    if (byPort != null) {
      for (Endpoint endpoint : byPort.getOrDefault(port, List.of())) {
        if (subset == null || has(endpoint, subset.labels())) {
          selected.add(endpoint);
        }
      }
    }
    return selected.toArray(new Endpoint[0]);
  }

  private static boolean has(Endpoint endpoint, Map<String, String> labels) {
    return endpoint.labels().entrySet().containsAll(labels.entrySet());
  }

  private static Traffic traffic(
      @Nullable ClusterPolicy policy, @Nullable Subset subset, int port) {
    if (subset != null) {
      return subset.portTraffic().getOrDefault(port, subset.traffic());
    }
    return policy == null
        ? Traffic.DEFAULT
        : policy.portTraffic().getOrDefault(port, policy.traffic());
  }

  private static boolean isOutside(String name) {
    return !name.endsWith("." + ServiceName.CLUSTER_DOMAIN);
  }

  private static Map<String, HostEntry> entries(
      CompiledPolicy policy, Map<String, Upstream> upstreams, String localNamespace) {
    Map<String, VirtualHost> virtualHosts = lowerCase(policy.virtualHosts());
    HostTable<VirtualHost> table = new HostTable<>(virtualHosts);
    Map<String, HostEntry> entries = new HashMap<>();
    // What somebody wrote down as a name comes before what is only another spelling of one.
    RetryPolicy retries = policy.defaultRetries();
    upstreams.forEach(
        (name, upstream) -> entries.put(name, entry(upstream, table, upstreams, retries)));
    Map<String, Upstream> spelt = new HashMap<>();
    upstreams.forEach(
        (name, upstream) ->
            Spellings.of(name, localNamespace).forEach(text -> spelt.put(text, upstream)));
    virtualHosts.forEach(
        (name, virtualHost) -> {
          Upstream upstream = spelt.get(name);
          Target otherwise = upstream == null ? null : RuleBuilder.otherwise(upstream, retries);
          Rules rules = RuleBuilder.rules(virtualHost, upstreams);
          entries.putIfAbsent(name, new HostEntry(name, upstream, rules, otherwise));
        });
    for (HostEntry named : List.copyOf(entries.values())) {
      Spellings.of(named.name(), localNamespace).forEach(text -> entries.putIfAbsent(text, named));
    }
    return entries;
  }

  private static HostEntry entry(
      Upstream upstream,
      HostTable<VirtualHost> table,
      Map<String, Upstream> upstreams,
      RetryPolicy retries) {
    VirtualHost virtualHost = find(table, upstream.name());
    return new HostEntry(
        upstream.name(),
        upstream,
        virtualHost == null ? null : RuleBuilder.rules(virtualHost, upstreams),
        RuleBuilder.otherwise(upstream, retries));
  }

  private static <T> @Nullable T find(HostTable<T> table, String name) {
    return table.find(name, name.length());
  }

  private static <T> Map<String, T> lowerCase(Map<String, T> byHost) {
    Map<String, T> result = new HashMap<>();
    byHost.forEach((host, value) -> result.put(host.toLowerCase(Locale.ROOT), value));
    return result;
  }
}
