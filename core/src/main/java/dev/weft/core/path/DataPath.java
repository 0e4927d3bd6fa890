package dev.weft.core.path;

import dev.weft.core.balance.BalanceFilter;
import dev.weft.core.balance.Balancer;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Slot;
import dev.weft.core.deadline.DeadlineFilter;
import dev.weft.core.deadline.TryTimeoutFilter;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.fault.FaultFilter;
import dev.weft.core.identity.IdentityFilter;
import dev.weft.core.propagate.PropagateFilter;
import dev.weft.core.retry.BudgetFilter;
import dev.weft.core.retry.RetryBudgets;
import dev.weft.core.retry.RetryStage;
import dev.weft.core.route.RouteFilter;
import dev.weft.core.route.RouteSource;
import dev.weft.core.route.RouteTables;
import dev.weft.core.route.Target;
import dev.weft.policy.compiled.CompiledPolicy;
import java.util.List;
import java.util.Map;

/**
 * The data path of one JVM: filters in their order, and the snapshot they work by. Thread-safe;
 * {@link #apply} is called by one thread at a time.
 */
public final class DataPath {
  private final DataPathConfig config;
  private final RouteTables tables = new RouteTables();
  private final RouteSource source;
  private final OutboundPath outbound;
  private final InboundPath inbound;

  public DataPath(DataPathConfig config) {
    this.config = config;
    this.source =
        new RouteSource(
            tables.build(CompiledPolicy.EMPTY, List.of(), Map.of(), "default", "cluster.local"));
    this.outbound = outboundPath();
    this.inbound = inboundPath();
  }

  /** The order of the filters of a call that this JVM makes. */
  private OutboundPath outboundPath() {
    Slot<Target> target = new Slot<>(0);
    Slot<Cluster> cluster = new Slot<>(1);
    Slot<FaultFilter.Until> delayed = new Slot<>(2);
    RetryBudgets budgets = new RetryBudgets(config.clock());
    return new OutboundPath(
        config.clock(),
        List.of(
            // Before all that reads the target; a call to the outside passes the rest untouched.
            new RouteFilter(
                source,
                target,
                cluster,
                config.random(),
                config.clock(),
                config.startWaitNanos(),
                config.hostUse()),
            // After Route, whose policy it is; before Deadline, so that a delay costs no time of
            // it.
            new FaultFilter(target, delayed, config.random(), config.clock()),
            // Last before the attempts: the route's time runs from here, over all of them.
            new DeadlineFilter(target, config.clock()),
            // Counts the calls that go out, not those that a fault or a deadline ended.
            new BudgetFilter(cluster, budgets)),
        new RetryStage(target, cluster, budgets, config.random()),
        List.of(
            // First: the time of an attempt is the retry policy's, wherever it goes.
            new TryTimeoutFilter(target),
            // All that follows is about the endpoint.
            new BalanceFilter(target, cluster, new Balancer(config.random()), config.clock()),
            // Needs the endpoint; before the request is written, which may say who asks.
            new IdentityFilter(cluster, config.identityReady()),
            // Last: it writes down what the others decided.
            new PropagateFilter(target)));
  }

  private InboundPath inboundPath() {
    return new InboundPath(config.clock(), List.of());
  }

  public OutboundPath outbound() {
    return outbound;
  }

  public InboundPath inbound() {
    return inbound;
  }

  /**
   * Whether a call to this host (without its port) needs an exchange. Does not allocate where it
   * says no.
   */
  public boolean concerns(String host) {
    return source.table().knows(host);
  }

  /**
   * Puts policy and endpoints in force together. Calls under way keep what they began with; what is
   * the same as before keeps its state. Calls that wait for endpoints go on.
   *
   * @throws IllegalArgumentException if an endpoint has no numeric address; nothing has changed
   *     then
   */
  public void apply(CompiledPolicy policy, MeshView view) {
    source.swap(
        tables.build(
            policy,
            view.hosts().values(),
            view.endpoints(),
            view.localNamespace(),
            view.trustDomain()));
  }

  /** The collector cannot be reached: no call waits for endpoints from now on. */
  public void noLongerWait() {
    source.noLongerWait();
  }
}
