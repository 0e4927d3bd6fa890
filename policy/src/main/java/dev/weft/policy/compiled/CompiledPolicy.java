package dev.weft.policy.compiled;

import java.util.List;
import java.util.Map;

/**
 * What the documents mean for one consumer (a workload with a namespace and labels): conflicts
 * resolved, names made canonical, filters on the consumer applied. Built by {@link PolicyCompiler};
 * pure data, compared by value, so that an unchanged part of a new policy keeps its run-time state.
 *
 * @param virtualHosts by canonical host ({@code reviews.default.svc.cluster.local}, an outside host
 *     as written, or a wildcard {@code *.example.com}); at most one a host
 * @param clusters by canonical host of the destination (may be a wildcard)
 * @param defaultRetries of the default route, which a host without a virtual host has
 * @param accessLogging which calls get a line in the access log
 */
public record CompiledPolicy(
    Map<String, VirtualHost> virtualHosts,
    Map<String, ClusterPolicy> clusters,
    RetryPolicy defaultRetries,
    AccessLogging accessLogging) {

  /** No policy at all: every mesh host gets one default route. */
  public static final CompiledPolicy EMPTY = new CompiledPolicy(Map.of(), Map.of());

  /** With Istio's default retries. */
  public CompiledPolicy(
      Map<String, VirtualHost> virtualHosts, Map<String, ClusterPolicy> clusters) {
    this(virtualHosts, clusters, RetryPolicy.DEFAULT);
  }

  /** Without an access log. */
  public CompiledPolicy(
      Map<String, VirtualHost> virtualHosts,
      Map<String, ClusterPolicy> clusters,
      RetryPolicy defaultRetries) {
    this(virtualHosts, clusters, defaultRetries, AccessLogging.OFF);
  }

  public CompiledPolicy {
    virtualHosts = Map.copyOf(virtualHosts);
    clusters = Map.copyOf(clusters);
  }

  /**
   * The routes of one host.
   *
   * @param host canonical
   * @param source the document it came from, {@code namespace/name}
   * @param routes tried in order, the first match wins; no match is a 404 with flag {@code NR}
   */
  public record VirtualHost(String host, String source, List<Route> routes) {
    public VirtualHost {
      routes = List.copyOf(routes);
    }
  }
}
