package dev.weft.core.stats;

import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import dev.weft.core.stats.StatsFilter.LocalWorkload;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.ServiceName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts each call that this JVM serves. Who called is known by its proven identity alone. */
public final class InboundStatsFilter implements Filter<InboundExchange> {
  private static final String NAMESPACE = "/ns/";
  private static final String ACCOUNT = "/sa/";

  private final Peers peers;
  private final LocalWorkload local;
  private final Slot<TraceContext> trace;
  private final Clock clock;

  public InboundStatsFilter(
      Stats stats, LocalWorkload local, Slot<TraceContext> trace, Clock clock) {
    this.peers = stats.side(() -> labels(null));
    this.local = local;
    this.trace = trace;
    this.clock = clock;
  }

  @Override
  public @Nullable Refusal enter(InboundExchange x) {
    return null;
  }

  @Override
  public void exit(InboundExchange x) {
    String peer = x.peerId();
    String key = peer == null ? "" : peer;
    boolean grpc = x.protocol() == Protocol.GRPC;
    Refusal refusal = x.refusal();
    long ending =
        Ending.of(
            grpc ? 200 : x.status(),
            grpc ? x.status() : -1,
            refusal == null ? 0 : 1 << refusal.reason().ordinal(),
            x.protocol(),
            peer != null);
    long nanos = clock.nanos() - x.openedNanos();
    TraceContext within = x.get(trace);
    PeerCounters known = peers.find(key);
    while (known == null || !known.add(ending, nanos, within)) {
      known = peers.make(key, "", labels(peer));
    }
  }

  private Map<String, String> labels(@Nullable String peer) {
    Map<String, String> all = new HashMap<>(local.labels("destination"));
    all.put("reporter", "destination");
    all.putAll(peer == null ? Labels.unknown("source") : source(Labels.principal(peer)));
    all.putAll(
        Labels.service(
            ServiceName.canonical(local.service(), local.namespace()),
            local.service(),
            local.namespace()));
    return all;
  }

  /** An account is by default called as its service; no label of the caller is proven. */
  private static Map<String, String> source(String principal) {
    Map<String, String> all = Labels.unknown("source");
    all.put("source_principal", principal);
    int namespace = principal.indexOf(NAMESPACE);
    int account = principal.indexOf(ACCOUNT);
    if (namespace >= 0 && account > namespace) {
      String name = principal.substring(account + ACCOUNT.length());
      all.put(
          "source_workload_namespace",
          principal.substring(namespace + NAMESPACE.length(), account));
      all.put("source_workload", name);
      all.put("source_app", name);
      all.put("source_canonical_service", name);
    }
    return all;
  }
}
