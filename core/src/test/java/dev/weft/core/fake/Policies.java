package dev.weft.core.fake;

import dev.weft.policy.compiled.ClusterPolicy;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import dev.weft.policy.compiled.ClusterPolicy.RetryBudget;
import dev.weft.policy.compiled.ClusterPolicy.Subset;
import dev.weft.policy.compiled.ClusterPolicy.TlsMode;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.CompiledPolicy.VirtualHost;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.Destination;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiled policies in few words. */
public final class Policies {
  public static final OutlierDetection OUTLIER =
      new OutlierDetection(
          2, 0, 5, false, Duration.ofSeconds(10), Duration.ofSeconds(30), 100, 0, Set.of());

  private Policies() {}

  public static CompiledPolicy of(String host, Route... routes) {
    return of(Map.of(host, List.of(routes)), Map.of());
  }

  public static CompiledPolicy of(
      Map<String, List<Route>> routes, Map<String, ClusterPolicy> clusters) {
    Map<String, VirtualHost> hosts = new HashMap<>();
    routes.forEach((host, list) -> hosts.put(host, new VirtualHost(host, "default/test", list)));
    return new CompiledPolicy(hosts, clusters);
  }

  public static CompiledPolicy traffic(String service, Traffic traffic) {
    String host = FakeMesh.canonical(service);
    return of(Map.of(), Map.of(host, cluster(host, traffic)));
  }

  public static ClusterPolicy cluster(String host, Traffic traffic) {
    return new ClusterPolicy(
        host,
        "default/test",
        traffic,
        Map.of(),
        Map.of("v1", subset("v1", traffic), "v2", subset("v2", traffic)));
  }

  private static Subset subset(String version, Traffic traffic) {
    return new Subset(version, Map.of("version", version), traffic, Map.of());
  }

  public static Traffic balancer(LoadBalancer balancer) {
    return new Traffic(balancer, null, null, TlsMode.AUTO);
  }

  public static Traffic outlier(OutlierDetection detection) {
    return new Traffic(LoadBalancer.RANDOM, detection, null, TlsMode.AUTO);
  }

  public static Traffic budget(RetryBudget budget) {
    return new Traffic(LoadBalancer.RANDOM, null, budget, TlsMode.AUTO);
  }

  public static Traffic tls(TlsMode mode) {
    return new Traffic(LoadBalancer.RANDOM, null, null, mode);
  }

  public static RetryPolicy retries(int attempts, Condition... on) {
    return retries(attempts, null, Set.of(), on);
  }

  public static RetryPolicy retries(
      int attempts, @Nullable Duration perTry, Set<Integer> statuses, Condition... on) {
    return new RetryPolicy(
        attempts,
        perTry,
        Set.of(on),
        statuses,
        RetryPolicy.DEFAULT_BACKOFF,
        RetryPolicy.DEFAULT_BACKOFF.multipliedBy(10),
        true);
  }

  public static Destination to(String service, @Nullable String subset, int weight) {
    return new Destination(FakeMesh.canonical(service), subset, null, weight, HeaderEdits.NONE);
  }

  public static RequestMatch prefix(String prefix) {
    return uri(new TextMatch.Prefix(prefix));
  }

  public static RequestMatch uri(TextMatch uri) {
    return new RequestMatch(
        "", uri, false, null, null, null, List.of(), List.of(), List.of(), null);
  }

  public static RouteBuilder route(Destination... destinations) {
    return new RouteBuilder(List.of(destinations));
  }

  /** One route. */
  public static final class RouteBuilder {
    private final List<Destination> destinations;
    private List<RequestMatch> matches = List.of();
    private HeaderEdits headers = HeaderEdits.NONE;
    private Route.@Nullable Rewrite rewrite;
    private @Nullable Duration timeout;
    private RetryPolicy retries = RetryPolicy.DEFAULT;
    private Route.@Nullable Fault fault;

    private RouteBuilder(List<Destination> destinations) {
      this.destinations = destinations;
    }

    public RouteBuilder match(RequestMatch... any) {
      matches = List.of(any);
      return this;
    }

    public RouteBuilder headers(HeaderEdits edits) {
      headers = edits;
      return this;
    }

    public RouteBuilder rewrite(@Nullable String uri, @Nullable String authority) {
      rewrite = new Route.Rewrite(uri, null, null, authority);
      return this;
    }

    public RouteBuilder timeoutMillis(long millis) {
      timeout = Duration.ofMillis(millis);
      return this;
    }

    public RouteBuilder retries(RetryPolicy policy) {
      retries = policy;
      return this;
    }

    public RouteBuilder fault(Route.Fault injected) {
      fault = injected;
      return this;
    }

    public Route named(String name) {
      return new Route(name, matches, destinations, headers, rewrite, timeout, retries, fault);
    }
  }
}
