package dev.weft.core.stats;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.ServiceName;
import dev.weft.policy.frame.Instance;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts each call that this JVM makes once, by how it ended for the application. */
public final class StatsFilter implements Filter<OutboundExchange> {
  private static final String OUTSIDE = "PassthroughCluster";

  private final Stats stats;
  private final LocalWorkload local;
  private final Slot<Cluster> cluster;
  private final Clock clock;

  public StatsFilter(Stats stats, LocalWorkload local, Slot<Cluster> cluster, Clock clock) {
    this.stats = stats;
    this.local = local;
    this.cluster = cluster;
    this.clock = clock;
  }

  private record Peer(String host, String workload, String revision, String principal) {}

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    return null;
  }

  @Override
  public void exit(OutboundExchange x) {
    Attempt last = x.current();
    Refusal refusal = x.refusal();
    boolean grpc = x.protocol() == Protocol.GRPC;
    int status = refusal != null ? refusal.status() : status(last);
    int code = -1;
    if (grpc) {
      code = refusal != null ? refusal.grpcStatus() : last == null ? -1 : last.grpcStatus();
    }
    boolean secure = last != null && last.secure();
    Endpoint endpoint = last == null ? null : last.endpoint();
    PeerCounters counters = endpoint == null ? unreached(x) : reached(x, endpoint);
    counters.add(
        Ending.of(status, code, x.flags(), x.protocol(), secure), clock.nanos() - x.openedNanos());
  }

  /** Without a response: 503 as a proxy would have answered, 0 where the caller gave up. */
  private static int status(@Nullable Attempt last) {
    if (last == null) {
      return 0;
    }
    return switch (last.outcome()) {
      case RESPONSE -> last.status();
      case FAILED -> 503;
      case TIMED_OUT -> 504;
      case NONE -> 0;
    };
  }

  private PeerCounters reached(OutboundExchange x, Endpoint endpoint) {
    if (endpoint.counters() instanceof PeerCounters known) {
      return known;
    }
    Instance instance = endpoint.instance();
    Cluster called = x.get(cluster);
    if (instance == null || called == null) {
      return unreached(x);
    }
    String principal = endpoint.acceptsMtls() ? Labels.principal(endpoint.expectedIdentity()) : "";
    Map<String, String> destination =
        Labels.workload(
            "destination",
            instance.service(),
            instance.namespace(),
            instance.labels(),
            principal.isEmpty() ? null : principal);
    PeerCounters made =
        stats.make(
            new Peer(
                called.host(),
                destination.getOrDefault("destination_workload", ""),
                destination.getOrDefault("destination_version", ""),
                principal),
            labels(called.host(), destination));
    endpoint.counters(made);
    return made;
  }

  private PeerCounters unreached(OutboundExchange x) {
    Cluster called = x.get(cluster);
    String host = called != null ? called.host() : x.isMeshed() ? Labels.UNKNOWN : OUTSIDE;
    PeerCounters known = stats.find(host);
    return known != null ? known : stats.make(host, labels(host, Labels.unknown("destination")));
  }

  private Map<String, String> labels(String host, Map<String, String> destination) {
    Map<String, String> all = new HashMap<>(local.labels("source"));
    all.put("reporter", "source");
    all.putAll(destination);
    String suffix = "." + ServiceName.CLUSTER_DOMAIN;
    int dot = host.indexOf('.');
    boolean canonical = host.endsWith(suffix) && dot < host.length() - suffix.length();
    all.putAll(
        canonical
            ? Labels.service(
                host,
                host.substring(0, dot),
                host.substring(dot + 1, host.length() - suffix.length()))
            : Labels.service(host, host, Labels.UNKNOWN));
    return all;
  }

  /**
   * Who this JVM is.
   *
   * @param principal asked when a series begins: the trust domain comes with the first frame
   */
  public record LocalWorkload(
      String service,
      String namespace,
      Map<String, String> workloadLabels,
      Supplier<String> principal) {
    Map<String, String> labels(String side) {
      return Labels.workload(side, service, namespace, workloadLabels, principal.get());
    }
  }
}
