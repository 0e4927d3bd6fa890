package dev.weft.core.log;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.route.Target;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.AccessLogging.Side;
import dev.weft.policy.expression.Attribute;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes a line for each call that this JVM makes, where policy wants one. */
public final class AccessLogFilter implements Filter<OutboundExchange> {
  private final AccessLog log;
  private final Slot<Target> target;
  private final Slot<Cluster> cluster;
  private final Slot<TraceContext> trace;
  private final Clock clock;
  private final LongSupplier epochNanos;

  /**
   * @param epochNanos the time of day
   */
  public AccessLogFilter(
      AccessLog log,
      Slot<Target> target,
      Slot<Cluster> cluster,
      Slot<TraceContext> trace,
      Clock clock,
      LongSupplier epochNanos) {
    this.log = log;
    this.target = target;
    this.cluster = cluster;
    this.trace = trace;
    this.clock = clock;
    this.epochNanos = epochNanos;
  }

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    return null;
  }

  @Override
  public void exit(OutboundExchange x) {
    Side side = log.rules().made();
    if (side.on()) {
      log.write(side, new Made(x));
    }
  }

  /** A call that is over; made only where there may be a line. */
  private final class Made implements AccessLog.Logged {
    private final OutboundExchange x;
    private final @Nullable Attempt last;
    private final boolean grpc;
    private final long durationNanos;

    Made(OutboundExchange x) {
      this.x = x;
      this.last = x.current();
      this.grpc = x.protocol() == Protocol.GRPC;
      this.durationNanos = clock.nanos() - x.openedNanos();
    }

    /** As the counters have it: without a response what a proxy would have answered. */
    private int status() {
      Refusal refusal = x.refusal();
      if (refusal != null) {
        return refusal.status();
      }
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

    private int grpcStatus() {
      if (!grpc) {
        return -1;
      }
      Refusal refusal = x.refusal();
      return refusal != null ? refusal.grpcStatus() : last == null ? -1 : last.grpcStatus();
    }

    private String clusterName() {
      Cluster called = x.get(cluster);
      if (called == null) {
        return x.isMeshed() ? "" : "PassthroughCluster";
      }
      String subset = called.subset() == null ? "" : called.subset();
      return "outbound|" + called.port() + "|" + subset + "|" + called.host();
    }

    private String routeName() {
      Target chosen = x.get(target);
      return chosen == null ? "" : chosen.routeName();
    }

    @Override
    public @Nullable String header(String name) {
      return x.header(name);
    }

    @Override
    public @Nullable Object attribute(Attribute attribute) {
      return switch (attribute) {
        case METHOD -> x.method();
        case PATH -> x.path();
        case URL_PATH -> Texts.withoutQuery(x.path());
        case HOST -> x.authority();
        case SCHEME -> x.scheme();
        case USER_AGENT -> x.header("user-agent");
        case REFERER -> x.header("referer");
        case REQUEST_ID -> x.header("x-request-id");
        case DURATION -> durationNanos / 1_000;
        case CODE -> (long) status();
        case GRPC_STATUS -> grpcStatus() < 0 ? null : (Object) (long) grpcStatus();
        case MTLS -> last != null && last.secure();
        case PEER -> null;
        case ROUTE_NAME -> routeName();
        case CLUSTER_NAME -> clusterName();
      };
    }

    @Override
    public Line line() {
      TraceContext within = x.get(trace);
      Endpoint endpoint = last == null ? null : last.endpoint();
      boolean secure = last != null && last.secure();
      return new Line(
          (epochNanos.getAsLong() - durationNanos) / 1_000,
          durationNanos / 1_000,
          false,
          Texts.of(x.method()),
          Texts.authority(x.authority()),
          Texts.path(x.path()),
          grpc ? "grpc" : "http",
          status(),
          grpcStatus(),
          Reason.text(x.flags()),
          last == null ? 0 : last.number(),
          Texts.of(routeName()),
          clusterName(),
          endpoint == null ? "" : Texts.address(endpoint.address(secure)),
          "",
          "",
          secure,
          Texts.of(x.header("user-agent")),
          Texts.of(x.header("x-request-id")),
          Texts.of(x.header("x-forwarded-for")),
          within == null ? "" : within.traceId(),
          last == null ? "" : Texts.failure(last.failure()));
    }
  }
}
