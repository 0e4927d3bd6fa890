package dev.weft.benchmarks.core;

import dev.weft.core.balance.BalanceFilter;
import dev.weft.core.balance.Balancer;
import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Settling;
import dev.weft.core.call.Slot;
import dev.weft.core.context.ContextCell;
import dev.weft.core.context.TraceContext;
import dev.weft.core.deadline.ContextFilter;
import dev.weft.core.deadline.DeadlineFilter;
import dev.weft.core.deadline.TryTimeoutFilter;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.fault.FaultFilter;
import dev.weft.core.identity.IdentityFilter;
import dev.weft.core.outlier.OutlierFilter;
import dev.weft.core.outlier.Outliers;
import dev.weft.core.path.MeshView;
import dev.weft.core.propagate.PropagateFilter;
import dev.weft.core.random.RandomSource;
import dev.weft.core.retry.BudgetFilter;
import dev.weft.core.retry.RetryBudgets;
import dev.weft.core.retry.RetryStage;
import dev.weft.core.route.RouteFilter;
import dev.weft.core.route.RouteSource;
import dev.weft.core.route.RouteTables;
import dev.weft.core.route.Target;
import dev.weft.core.stats.InboundStatsFilter;
import dev.weft.core.stats.Stats;
import dev.weft.core.stats.StatsFilter;
import dev.weft.core.stats.StatsFilter.LocalWorkload;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.AttemptTraceFilter;
import dev.weft.core.trace.InboundTraceFilter;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Span;
import dev.weft.core.trace.TraceFilter;
import dev.weft.core.trace.Tracing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The filters, and scopes as each of them finds them. */
public final class FilterScopes {
  private static final RandomSource RANDOM = () -> ThreadLocalRandom.current().nextLong();
  private static final LocalWorkload LOCAL =
      new LocalWorkload("caller", "default", Map.of("app", "caller"), () -> "caller");

  private FilterScopes() {}

  private static Tracing tracing() {
    return new Tracing(
        Calls.UNSAMPLED, Propagation.DEFAULT, span -> {}, RANDOM, System::nanoTime, () -> 0);
  }

  /** Of a call to a service of {@link SampleMesh#USUAL} that was answered 200. */
  @State(Scope.Thread)
  public static class Outbound {
    Filter<OutboundExchange> trace;
    Filter<OutboundExchange> traceBegun;
    Filter<OutboundExchange> stats;
    Filter<OutboundExchange> route;
    Filter<OutboundExchange> fault;
    Filter<OutboundExchange> deadline;
    Filter<OutboundExchange> budget;
    RetryStage retryStage;
    Filter<Attempt> tryTimeout;
    Settling balance;
    Settling outlier;
    Filter<Attempt> identity;
    Filter<Attempt> attemptTrace;
    Filter<Attempt> propagate;
    BareExchange exchange;
    Attempt attempt;
    Attempt sampledAttempt;

    @Setup
    public void build() {
      Slot<Target> target = new Slot<>(0);
      Slot<Cluster> cluster = new Slot<>(1);
      Slot<FaultFilter.Until> delayed = new Slot<>(2);
      Slot<TraceContext> context = new Slot<>(3);
      Slot<Span> span = new Slot<>(0);
      ContextCell contexts = new ContextCell();
      contexts.swap(Calls.context(false));
      Tracing tracing = tracing();
      RetryBudgets budgets = new RetryBudgets(System::nanoTime);
      Outliers outliers = new Outliers();
      MeshView view = SampleMesh.USUAL.view();
      RouteSource source =
          new RouteSource(
              new RouteTables()
                  .build(
                      SampleMesh.USUAL.policy(),
                      view.hosts().values(),
                      view.endpoints(),
                      view.localNamespace(),
                      view.trustDomain()));

      trace = new TraceFilter(tracing, contexts, context, target);
      traceBegun = new TraceFilter(tracing, new ContextCell(), context, target);
      stats = new StatsFilter(new Stats(), LOCAL, cluster, context, System::nanoTime);
      route = new RouteFilter(source, target, cluster, RANDOM, System::nanoTime, 0, host -> {});
      fault = new FaultFilter(target, delayed, RANDOM, System::nanoTime);
      deadline = new DeadlineFilter(target);
      budget = new BudgetFilter(cluster, budgets);
      retryStage = new RetryStage(target, cluster, budgets, RANDOM);
      tryTimeout = new TryTimeoutFilter(target);
      balance = new BalanceFilter(target, cluster, new Balancer(RANDOM), outliers);
      outlier = new OutlierFilter(cluster, outliers, System::nanoTime);
      identity = new IdentityFilter(cluster, () -> true);
      attemptTrace = new AttemptTraceFilter(tracing, context, span, target);
      propagate = new PropagateFilter(target, context, span, tracing.propagation());

      // A clock that stands still: on the path a call's filters do not look at it either.
      long now = System.nanoTime();
      Clock still = () -> now;
      OutboundPath path =
          new OutboundPath(still, List.of(route), retryStage, List.of(balance, identity));
      exchange = new BareExchange(path, "reviews100:9080");
      attempt = answered(exchange);
      exchange.put(context, Calls.context(false).trace());
      BareExchange sampled = new BareExchange(path, "reviews100:9080");
      sampledAttempt = answered(sampled);
      sampled.put(context, Calls.context(true).trace());
    }

    private static Attempt answered(BareExchange exchange) {
      exchange.open();
      Attempt attempt = exchange.next();
      if (attempt == null) {
        throw new IllegalStateException("no attempt: " + exchange.refusal());
      }
      attempt.headed(BareExchange.OK);
      return attempt;
    }
  }

  /** Of a served call whose peer sent its trace. */
  @State(Scope.Thread)
  public static class Inbound {
    Filter<InboundExchange> trace;
    Filter<InboundExchange> stats;
    Filter<InboundExchange> context;
    BareInbound exchange;
    BareInbound sampledExchange;

    @Setup
    public void build() {
      Slot<TraceContext> received = new Slot<>(0);
      Slot<Span> span = new Slot<>(1);
      Tracing tracing = tracing();
      trace = new InboundTraceFilter(tracing, received, span);
      stats = new InboundStatsFilter(new Stats(), LOCAL, received, System::nanoTime);
      context = new ContextFilter(received);
      InboundPath path = new InboundPath(System::nanoTime, List.of());
      exchange = new BareInbound(path, DataPathBenchmark.UNSAMPLED);
      sampledExchange = new BareInbound(path, DataPathBenchmark.SAMPLED);
      exchange.open();
      sampledExchange.open();
    }
  }
}
