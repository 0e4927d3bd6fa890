package dev.weft.core.stats;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
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
  private static final String DESTINATION = "destination";

  private final Peers peers;
  private final LocalWorkload local;
  private final Slot<Cluster> cluster;
  private final Slot<TraceContext> trace;
  private final Clock clock;

  public StatsFilter(
      Stats stats,
      LocalWorkload local,
      Slot<Cluster> cluster,
      Slot<TraceContext> trace,
      Clock clock) {
    this.peers = stats.side(() -> labels(Labels.UNKNOWN, Labels.unknown(DESTINATION)));
    this.local = local;
    this.cluster = cluster;
    this.trace = trace;
    this.clock = clock;
  }

  private record Peer(
      String host, String workload, String revision, String principal, String instance) {}

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
    long ending = Ending.of(status, code, x.flags(), x.protocol(), secure);
    long nanos = clock.nanos() - x.openedNanos();
    TraceContext within = x.get(trace);
    PeerCounters known = endpoint == null ? peers.find(called(x)) : of(endpoint);
    while (known == null || !known.add(ending, nanos, within)) {
      known = endpoint == null ? unreached(called(x)) : reached(x, endpoint);
    }
  }

  private static @Nullable PeerCounters of(Endpoint endpoint) {
    return endpoint.counters() instanceof PeerCounters known ? known : null;
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
    Instance instance = endpoint.instance();
    Cluster called = x.get(cluster);
    if (instance == null || called == null) {
      return unreached(called(x));
    }
    String principal = endpoint.acceptsMtls() ? Labels.principal(endpoint.expectedIdentity()) : "";
    Map<String, String> destination =
        Labels.workload(
            DESTINATION,
            instance.service(),
            instance.namespace(),
            instance.labels(),
            principal.isEmpty() ? null : principal);
    String id = peers.takesInstance() ? instance.id() : "";
    PeerCounters made =
        peers.make(
            new Peer(
                called.host(),
                destination.getOrDefault("destination_workload", ""),
                destination.getOrDefault("destination_version", ""),
                principal,
                id),
            id,
            labels(called.host(), destination));
    endpoint.counters(made);
    return made;
  }

  private String called(OutboundExchange x) {
    Cluster called = x.get(cluster);
    return called != null ? called.host() : x.isMeshed() ? Labels.UNKNOWN : OUTSIDE;
  }

  private PeerCounters unreached(String host) {
    return peers.make(host, "", labels(host, Labels.unknown(DESTINATION)));
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
