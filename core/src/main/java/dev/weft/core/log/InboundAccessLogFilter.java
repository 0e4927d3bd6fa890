package dev.weft.core.log;

import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.AccessLogging.Side;
import dev.weft.policy.expression.Attribute;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes a line for each call that this JVM serves, where policy wants one. */
public final class InboundAccessLogFilter implements Filter<InboundExchange> {
  private final AccessLog log;
  private final Slot<TraceContext> trace;
  private final Clock clock;
  private final LongSupplier epochNanos;

  /**
   * @param epochNanos the time of day
   */
  public InboundAccessLogFilter(
      AccessLog log, Slot<TraceContext> trace, Clock clock, LongSupplier epochNanos) {
    this.log = log;
    this.trace = trace;
    this.clock = clock;
    this.epochNanos = epochNanos;
  }

  @Override
  public @Nullable Refusal enter(InboundExchange x) {
    if (log.rules().served().on()) {
      x.describe(); // one that is under way when logging begins has a line without its route
    }
    return null;
  }

  @Override
  public void exit(InboundExchange x) {
    Side side = log.rules().served();
    if (side.on()) {
      log.write(side, new Served(x));
    }
  }

  /** A call that is over; made only where there may be a line. */
  private final class Served implements AccessLog.Logged {
    private final InboundExchange x;
    private final boolean grpc;
    private final long durationNanos;

    Served(InboundExchange x) {
      this.x = x;
      this.grpc = x.protocol() == Protocol.GRPC;
      this.durationNanos = clock.nanos() - x.openedNanos();
    }

    private int status() {
      return grpc ? 200 : Math.max(0, Math.min(999, x.status()));
    }

    private String clusterName() {
      return "inbound|" + x.localPort() + "||";
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
        case GRPC_STATUS -> grpc ? (Object) (long) x.status() : null;
        case MTLS -> x.peerId() != null;
        case PEER -> x.peerId();
        case ROUTE_NAME -> x.route();
        case CLUSTER_NAME -> clusterName();
      };
    }

    @Override
    public Line line() {
      TraceContext within = x.get(trace);
      Refusal refusal = x.refusal();
      String peerId = x.peerId();
      return new Line(
          (epochNanos.getAsLong() - durationNanos) / 1_000,
          durationNanos / 1_000,
          true,
          Texts.of(x.method()),
          Texts.authority(x.authority()),
          Texts.path(x.path()),
          grpc ? "grpc" : "http",
          status(),
          grpc ? Math.max(-1, Math.min(127, x.status())) : -1,
          refusal == null ? "" : refusal.reason().name(),
          1,
          Texts.of(x.route()),
          clusterName(),
          "",
          Texts.address(x.remote()),
          Texts.of(peerId),
          peerId != null,
          Texts.of(x.header("user-agent")),
          Texts.of(x.header("x-request-id")),
          Texts.of(x.header("x-forwarded-for")),
          within == null ? "" : within.traceId(),
          Texts.failure(x.failure()));
    }
  }
}
