package dev.weft.benchmarks.core;

import dev.weft.core.path.MeshView;
import dev.weft.policy.compiled.ClusterPolicy;
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

/** 200 services of 20 instances in two versions, each with a header match and a weighted route. */
final class SampleMesh {
  private static final int HOSTS = 200;
  private static final int ENDPOINTS = 20;

  private SampleMesh() {}

  private static String host(int number) {
    return "reviews" + number + ".default.svc.cluster.local";
  }

  static MeshView view() {
    Map<String, Host> hosts = new HashMap<>();
    Map<String, HostEndpoints> endpoints = new HashMap<>();
    for (int i = 0; i < HOSTS; i++) {
      hosts.put(host(i), new Host(host(i), List.of(new Host.ServicePort(9080, "http"))));
      List<Instance> instances = new ArrayList<>();
      for (int j = 0; j < ENDPOINTS; j++) {
        instances.add(instance(i, j));
      }
      endpoints.put(host(i), new HostEndpoints(host(i), instances));
    }
    return new MeshView(hosts, endpoints, "default", "cluster.local");
  }

  private static Instance instance(int host, int number) {
    String service = "reviews" + host;
    return new Instance(
        "agent" + number + "/" + service,
        service,
        "default",
        service,
        Map.of("app", service, "version", "v" + (1 + number % 2)),
        List.of(
            new Instance.Port(
                9080, "10.0." + host + "." + (1 + number), 9080, "http", 9443, false)));
  }

  static CompiledPolicy policy() {
    Map<String, VirtualHost> virtualHosts = new HashMap<>();
    Map<String, ClusterPolicy> clusters = new HashMap<>();
    for (int i = 0; i < HOSTS; i++) {
      String host = host(i);
      virtualHosts.put(
          host,
          new VirtualHost(
              host,
              "default/reviews",
              List.of(
                  route(host, List.of(jason()), List.of(destination(host, "v2", 100))),
                  route(
                      host,
                      List.of(),
                      List.of(destination(host, "v1", 80), destination(host, "v2", 20))))));
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

  private static Route.RequestMatch jason() {
    return new Route.RequestMatch(
        "",
        new TextMatch.Prefix("/reviews"),
        false,
        null,
        null,
        null,
        List.of(new Route.NamedMatch("end-user", new TextMatch.Exact("jason"))),
        List.of(),
        List.of(),
        null);
  }

  private static Route.Destination destination(String host, String subset, int weight) {
    return new Route.Destination(host, subset, null, weight, HeaderEdits.NONE);
  }

  private static ClusterPolicy cluster(String host) {
    ClusterPolicy.Traffic traffic =
        new ClusterPolicy.Traffic(
            ClusterPolicy.LoadBalancer.LEAST_REQUEST,
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
