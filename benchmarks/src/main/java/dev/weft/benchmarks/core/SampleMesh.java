package dev.weft.benchmarks.core;

import dev.weft.core.path.MeshView;
import dev.weft.policy.compiled.ClusterPolicy;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.CompiledPolicy.VirtualHost;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import dev.weft.policy.match.TextMatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Services of instances in two versions, each with its routes. The last route splits by weight and
 * takes every request; those before it match none of the benchmarks' requests.
 *
 * @param hosts how many services
 * @param endpoints instances of each
 * @param routes of each, 1 or more
 * @param matching what the routes before the last are held against
 * @param balancer of each
 */
record SampleMesh(int hosts, int endpoints, int routes, Matching matching, LoadBalancer balancer) {
  /** What the goals are stated for: 200 hosts, 20 endpoints, a header match before the split. */
  static final SampleMesh USUAL =
      new SampleMesh(200, 20, 2, Matching.HEADER, LoadBalancer.LEAST_REQUEST);

  /** As callers write it. */
  static String authority(int number) {
    return "reviews" + number + ":9080";
  }

  private static String host(int number) {
    return "reviews" + number + ".default.svc.cluster.local";
  }

  MeshView view() {
    Map<String, Host> known = new HashMap<>();
    Map<String, HostEndpoints> listening = new HashMap<>();
    for (int i = 0; i < hosts; i++) {
      known.put(host(i), new Host(host(i), List.of(new Host.ServicePort(9080, "http"))));
      List<Instance> instances = new ArrayList<>();
      for (int j = 0; j < endpoints; j++) {
        instances.add(instance(i, j));
      }
      listening.put(host(i), new HostEndpoints(host(i), instances));
    }
    return new MeshView(known, listening, "default", "cluster.local");
  }

  private static Instance instance(int host, int number) {
    String service = "reviews" + host;
    return new Instance(
        "agent" + number + "/" + service,
        service,
        "default",
        service,
        Map.of("app", service, "version", "v" + (1 + number % 2)),
        List.of(new Instance.Port(9080, address(host, number), 9080, "http", 9443, false)));
  }

  private static String address(int host, int number) {
    return "10." + host / 250 + "." + host % 250 + "." + (1 + number % 250);
  }

  CompiledPolicy policy() {
    Map<String, VirtualHost> virtualHosts = new HashMap<>();
    Map<String, ClusterPolicy> clusters = new HashMap<>();
    for (int i = 0; i < hosts; i++) {
      String host = host(i);
      virtualHosts.put(host, new VirtualHost(host, "default/reviews", routesOf(host)));
      clusters.put(host, cluster(host));
    }
    return new CompiledPolicy(virtualHosts, clusters);
  }

  private static Route route(
      String host, List<Route.RequestMatch> matches, List<Route.Destination> destinations) {
    return new Route(
        host,
        matches,
        destinations,
        HeaderEdits.NONE,
        null,
        Duration.ofSeconds(10),
        RetryPolicy.DEFAULT,
        null);
  }

  private List<Route> routesOf(String host) {
    List<Route> all = new ArrayList<>();
    for (int i = 1; i < routes; i++) {
      all.add(route(host, List.of(match(i)), List.of(destination(host, "v2", 100))));
    }
    all.add(
        route(host, List.of(), List.of(destination(host, "v1", 80), destination(host, "v2", 20))));
    return all;
  }

  private Route.RequestMatch match(int number) {
    TextMatch uri =
        switch (matching) {
          case HEADER -> new TextMatch.Prefix("/reviews");
          case PREFIX -> new TextMatch.Prefix("/reviews/v" + number);
          case EXACT -> new TextMatch.Exact("/reviews/" + number);
        };
    List<Route.NamedMatch> headers =
        matching == Matching.HEADER
            ? List.of(new Route.NamedMatch("end-user", new TextMatch.Exact("jason" + number)))
            : List.of();
    return new Route.RequestMatch(
        "", uri, false, null, null, null, headers, List.of(), List.of(), null);
  }

  private static Route.Destination destination(String host, String subset, int weight) {
    return new Route.Destination(host, subset, null, weight, HeaderEdits.NONE);
  }

  private ClusterPolicy cluster(String host) {
    ClusterPolicy.Traffic traffic =
        new ClusterPolicy.Traffic(
            balancer,
            new ClusterPolicy.OutlierDetection(
                5, 0, 5, false, Duration.ofSeconds(10), Duration.ofSeconds(30), 10, 0, Set.of()),
            null,
            ClusterPolicy.TlsMode.AUTO);
    return new ClusterPolicy(
        host,
        "default/reviews",
        traffic,
        Map.of(),
        Map.of("v1", subset("v1", traffic), "v2", subset("v2", traffic)));
  }

  private static ClusterPolicy.Subset subset(String version, ClusterPolicy.Traffic traffic) {
    return new ClusterPolicy.Subset(version, Map.of("version", version), traffic, Map.of());
  }
}
