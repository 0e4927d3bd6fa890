package dev.weft.core.path;

import dev.weft.core.balance.BalanceFilter;
import dev.weft.core.balance.Balancer;
import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Scope;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import dev.weft.core.deadline.ContextFilter;
import dev.weft.core.deadline.DeadlineFilter;
import dev.weft.core.deadline.TryTimeoutFilter;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.fault.FaultFilter;
import dev.weft.core.identity.IdentityFilter;
import dev.weft.core.log.AccessLog;
import dev.weft.core.log.AccessLogFilter;
import dev.weft.core.log.InboundAccessLogFilter;
import dev.weft.core.measure.AttemptDurationFilter;
import dev.weft.core.measure.CallDurationFilter;
import dev.weft.core.measure.InboundDurationFilter;
import dev.weft.core.measure.RequestDurations;
import dev.weft.core.outlier.Ejection;
import dev.weft.core.outlier.OutlierFilter;
import dev.weft.core.outlier.Outliers;
import dev.weft.core.propagate.PropagateFilter;
import dev.weft.core.random.RandomSource;
import dev.weft.core.retry.BudgetFilter;
import dev.weft.core.retry.RetryBudgets;
import dev.weft.core.retry.RetryStage;
import dev.weft.core.route.RouteFilter;
import dev.weft.core.route.RouteSource;
import dev.weft.core.route.RouteTable;
import dev.weft.core.route.RouteTables;
import dev.weft.core.route.Target;
import dev.weft.core.stats.InboundStatsFilter;
import dev.weft.core.stats.Stats;
import dev.weft.core.stats.StatsFilter;
import dev.weft.core.stats.StatsFilter.LocalWorkload;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.AttemptTraceFilter;
import dev.weft.core.trace.InboundTraceFilter;
import dev.weft.core.trace.Span;
import dev.weft.core.trace.TraceFilter;
import dev.weft.core.trace.Tracing;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.AgentMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data path of one JVM: filters in their order, and the snapshot they work by. Thread-safe;
 * {@link #apply} is called by one thread at a time.
 */
public final class DataPath {
  private final DataPathConfig config;
  private final RouteTables tables = new RouteTables();
  private final RouteSource source;
  private final Stats stats = new Stats();
  private final AccessLog accessLog = new AccessLog();
  private final Outliers outliers = new Outliers();
  private final Tracing tracing;
  private volatile String trustDomain = "cluster.local";
  private final LocalWorkload local;
  private final OutboundPath outbound;
  private final InboundPath inbound;
  private final InboundPath bareInbound;

  public DataPath(DataPathConfig config) {
    this(config, null);
  }

  /**
   * @param durations what requests are measured into; null: nobody wants it, and none is
   */
  public DataPath(DataPathConfig config, @Nullable RequestDurations durations) {
    this.config = config;
    TraceSettings settings = config.tracing();
    this.tracing =
        new Tracing(
            settings.sampler(),
            settings.propagation(),
            settings.sink(),
            config.random(),
            config.clock(),
            settings.epochNanos());
    LocalIdentity local = config.local();
    this.local =
        new LocalWorkload(local.service(), local.namespace(), local.labels(), this::principal);
    this.source = new RouteSource(build(CompiledPolicy.EMPTY, MeshView.empty(local.namespace())));
    this.outbound = outboundPath(durations);
    this.inbound = inboundPath(durations);
    this.bareInbound = new InboundPath(config.clock(), List.of());
  }

  private RouteTable build(CompiledPolicy policy, MeshView view) {
    return tables.build(
        policy, view.hosts().values(), view.endpoints(), view.localNamespace(), view.trustDomain());
  }

  private String principal() {
    LocalIdentity local = config.local();
    return trustDomain + "/ns/" + local.namespace() + "/sa/" + local.serviceAccount();
  }

  /** The order of the filters of a call that this JVM makes. */
  private OutboundPath outboundPath(@Nullable RequestDurations durations) {
    Slot<Target> target = new Slot<>(0);
    Slot<Cluster> cluster = new Slot<>(1);
    Slot<FaultFilter.Until> delayed = new Slot<>(2);
    Slot<TraceContext> trace = new Slot<>(3);
    Slot<Span> span = new Slot<>(0);
    Clock clock = config.clock();
    RandomSource random = config.random();
    RetryBudgets budgets = new RetryBudgets(clock);
    return new OutboundPath(
        clock,
        measured(
            // Next to Stats, as which it sees every ending.
            1,
            durations == null ? null : new CallDurationFilter(durations, clock),
            List.of(
                // First: it reads the context of the calling thread, on which only open() runs for
                // sure.
                new TraceFilter(tracing, config.contexts(), trace, target),
                // Outside of all that may refuse or wait: every ending is counted, with all its
                // time.
                new StatsFilter(stats, local, cluster, trace, clock),
                // As Stats: what is counted is what can be logged.
                new AccessLogFilter(
                    accessLog, target, cluster, trace, clock, config.tracing().epochNanos()),
                // Before all that reads the target; a call to the outside passes the rest
                // untouched.
                new RouteFilter(
                    source,
                    target,
                    cluster,
                    random,
                    clock,
                    config.startWaitNanos(),
                    config.hostUse()),
                // After Route, whose policy it is; before Deadline, so that a delay costs no time
                // of
                // it.
                new FaultFilter(target, delayed, random, clock),
                // Last before the attempts: the route's time runs from here, over all of them.
                new DeadlineFilter(target),
                // Inside: it counts the calls that go out, not those that a fault or a deadline
                // ended.
                new BudgetFilter(cluster, budgets))),
        // Between the two: only it turns one attempt into the next.
        new RetryStage(target, cluster, budgets, random),
        measured(
            // Next to AttemptTrace: what is a span is a request.
            5,
            durations == null ? null : new AttemptDurationFilter(durations, clock),
            List.of(
                // First: the time of an attempt is the retry policy's, wherever it goes.
                new TryTimeoutFilter(target),
                // All that follows is about the endpoint.
                new BalanceFilter(target, cluster, new Balancer(random), outliers),
                // Next to Balance, whose choice it judges; it sees every outcome, also one retried.
                new OutlierFilter(cluster, outliers, clock),
                // Needs the endpoint, and may refuse it; a refused one shall have no span.
                new IdentityFilter(cluster, config.identityReady()),
                // After whatever may refuse; before Propagate, which sends the span's id.
                new AttemptTraceFilter(tracing, trace, span, target),
                // Last: it writes down what the others decided.
                new PropagateFilter(target, trace, span, tracing.propagation()))));
  }

  /** The order of the filters of a call that this JVM serves. */
  private InboundPath inboundPath(@Nullable RequestDurations durations) {
    Slot<TraceContext> trace = new Slot<>(0);
    Slot<Span> span = new Slot<>(1);
    return new InboundPath(
        config.clock(),
        measured(
            // Next to Stats, as which it sees every ending.
            1,
            durations == null ? null : new InboundDurationFilter(durations, config.clock()),
            List.of(
                // First: what is refused further in belongs to the caller's trace too.
                new InboundTraceFilter(tracing, trace, span),
                // Outside of all that may refuse: every ending is counted.
                new InboundStatsFilter(stats, local, trace, config.clock()),
                // As Stats: what is counted is what can be logged.
                new InboundAccessLogFilter(
                    accessLog, trace, config.clock(), config.tracing().epochNanos()),
                // Last: only a call that is served hands something on.
                new ContextFilter(trace))));
  }

  /**
   * The filters in their order.
   *
   * @param place of {@code wanted} among them, where there is one
   */
  private static <S extends Scope> List<Filter<S>> measured(
      int place, @Nullable Filter<S> wanted, List<Filter<S>> filters) {
    List<Filter<S>> all = new ArrayList<>(filters);
    if (wanted != null) {
      all.add(place, wanted);
    }
    return all;
  }

  public OutboundPath outbound() {
    return outbound;
  }

  public InboundPath inbound() {
    return inbound;
  }

  /** For calls that are served as the application wrote it: nothing is done but to count them. */
  public InboundPath bareInbound() {
    return bareInbound;
  }

  /** How many calls have come to be served so far. */
  public long servedSoFar() {
    return inbound.begun() + bareInbound.begun();
  }

  /** How many calls are being served now. */
  public long servedNow() {
    return inbound.underWay() + bareInbound.underWay();
  }

  /**
   * Whether a call to this host (without its port) needs an exchange. Does not allocate where it
   * says no.
   */
  public boolean concerns(String host) {
    return tracing.concernsAll() || source.mayKnow(host);
  }

  /**
   * Puts policy and endpoints in force together. Calls under way keep what they began with; what is
   * the same as before keeps its state. Calls that wait for endpoints go on.
   *
   * @throws IllegalArgumentException if an endpoint has no numeric address; nothing has changed
   *     then
   */
  public void apply(CompiledPolicy policy, MeshView view) {
    RouteTable next = build(policy, view);
    trustDomain = view.trustDomain();
    source.swap(next);
    accessLog.apply(policy.accessLogging());
  }

  /** The collector cannot be reached: no call waits for endpoints until the next apply. */
  public void noLongerWait() {
    source.noLongerWait();
  }

  /** How many calls wait for endpoints now. */
  public int waiting() {
    return source.waiting();
  }

  /** What was counted since the last time. One thread at a time. */
  public List<AgentMessage.Stats.Series> drainStats() {
    return stats.drain();
  }

  /** Whom calls are kept from now, by the policy that is in force now. Any thread. */
  public List<Ejection> ejections() {
    List<Ejection> all = outliers.ejections(config.clock().nanos());
    if (all.isEmpty()) {
      return all;
    }
    RouteTable table = source.table();
    List<Ejection> inForce = new ArrayList<>(all.size());
    for (Ejection ejection : all) {
      Cluster now = table.successor(ejection.cluster());
      if (now != null && now.traffic().outlier() != null && now.has(ejection.endpoint())) {
        inForce.add(ejection);
      }
    }
    return inForce;
  }

  /**
   * Lines of the access log for one message; null: there is nothing to say. One thread at a time.
   */
  public AgentMessage.@Nullable AccessLog drainAccessLog() {
    return accessLog.drain();
  }
}
