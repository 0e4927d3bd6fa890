package dev.weft.core.route;

import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.random.RandomSource;
import dev.weft.core.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a call means: outside host, or route, destination and cluster. Where the endpoints of
 * a known host are not here yet the call waits for them, and is then routed anew: policy may have
 * come with them.
 */
public final class RouteFilter implements Filter<OutboundExchange> {
  private final RouteSource source;
  private final Slot<Target> target;
  private final Slot<Cluster> cluster;
  private final RandomSource random;
  private final Clock clock;
  private final long startWaitNanos;
  private final Consumer<String> used;

  /**
   * @param used told the canonical name at the first call that needs a host's endpoints
   */
  public RouteFilter(
      RouteSource source,
      Slot<Target> target,
      Slot<Cluster> cluster,
      RandomSource random,
      Clock clock,
      long startWaitNanos,
      Consumer<String> used) {
    this.source = source;
    this.target = target;
    this.cluster = cluster;
    this.random = random;
    this.clock = clock;
    this.startWaitNanos = startWaitNanos;
    this.used = used;
  }

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    RouteTable table = source.table();
    String authority = x.authority();
    int nameEnd = Authority.nameEnd(authority);
    HostEntry entry = table.find(authority, nameEnd);
    if (entry == null) {
      x.meshed(false);
      awaitNames(x, table);
      return null;
    }
    x.meshed(true);
    int called = Authority.calledPort(authority, nameEnd, x.scheme());
    int port =
        entry.upstream() == null ? called : entry.upstream().ports().meant(called, x.protocol());
    if (port < 0) {
      return noCluster(
          entry.name()
              + " has no port "
              + called
              + " and not exactly one that speaks "
              + x.protocol().text()
              + "; its setting 'ports' says which local port is which service port");
    }
    Target chosen = choose(entry, x, port);
    if (chosen == null) {
      return Refusal.of(Reason.NR, 404, 12, "");
    }
    x.put(target, chosen);
    return chosen.upstream() == null
        ? noCluster(
            entry.name() + ": route " + chosen.routeName() + " leads to a host that is not known")
        : toCluster(x, table, chosen, chosen.upstream(), port);
  }

  /** Before the collector has said which names there are, a short one may be the mesh's. */
  private void awaitNames(OutboundExchange x, RouteTable table) {
    if (startWaitNanos > 0 && Spellings.isShort(x.authority())) {
      long wait = source.namesRemainingNanos(clock.nanos(), startWaitNanos);
      if (wait > 0) {
        x.pend(wait, source.after(table));
      }
    }
  }

  /** Null: there are routes, and none fits. */
  private @Nullable Target choose(HostEntry entry, OutboundExchange x, int port) {
    Rules rules = entry.rules();
    if (rules == null) {
      return entry.otherwise();
    }
    Target matched = rules.match(x, port, random);
    return matched == null && !rules.areFor(port) ? entry.otherwise() : matched;
  }

  private @Nullable Refusal toCluster(
      OutboundExchange x, RouteTable table, Target chosen, Upstream upstream, int port) {
    if (!upstream.known() || upstream.use().isFresh()) {
      long now = clock.nanos();
      if (upstream.use().first(now, startWaitNanos)) {
        used.accept(upstream.name());
      }
      long wait = upstream.use().remainingNanos(now);
      if (!upstream.known() && source.waits() && wait > 0) {
        x.pend(wait, source.after(table));
        return null;
      }
    }
    int wanted = wanted(chosen, upstream, x, port);
    Cluster found = chosen.cluster(wanted);
    if (found == null && upstream.ports().isEmpty()) {
      return Refusal.of(Reason.UH, 503, 14, "no healthy upstream");
    }
    if (found == null) {
      return noCluster(
          upstream.name()
              + (chosen.subset() == null ? "" : ", subset " + chosen.subset())
              + ", port "
              + wanted
              + ": no such cluster");
    }
    x.put(cluster, found);
    x.responseEdits(chosen.responseEdits());
    return null;
  }

  /** The destination's own port, else the one of its ports that the called port means there. */
  private static int wanted(Target chosen, Upstream upstream, OutboundExchange x, int port) {
    Integer own = chosen.port();
    return own != null ? own : upstream.ports().meant(port, x.protocol());
  }

  private static Refusal noCluster(String why) {
    return Refusal.of(Reason.NR, 503, 14, why);
  }

  @Override
  public void exit(OutboundExchange x) {}
}
