package dev.weft.core.measure;

import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.measure.RequestDurations.Request;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Methods;
import org.jspecify.annotations.Nullable;

/** Measures each request that this JVM serves. */
public final class InboundDurationFilter implements Filter<InboundExchange> {
  /** Callers may ask for methods that there are not, under any name. */
  private static final int UNIMPLEMENTED = 12;

  private static final String OTHER = "_OTHER";

  private final RequestDurations durations;
  private final Clock clock;

  public InboundDurationFilter(RequestDurations durations, Clock clock) {
    this.durations = durations;
    this.clock = clock;
  }

  @Override
  public @Nullable Refusal enter(InboundExchange x) {
    x.describe();
    return null;
  }

  @Override
  public void exit(InboundExchange x) {
    long nanos = clock.nanos() - x.openedNanos();
    if (x.protocol() == Protocol.GRPC) {
      durations.add(Instrument.RPC_SERVER, grpc(x), nanos);
    } else {
      durations.add(Instrument.HTTP_SERVER, http(x), nanos);
    }
  }

  private static Request http(InboundExchange x) {
    String route = x.route();
    int status = Math.max(0, x.status());
    return new Request(
        Methods.known(x.method()),
        x.scheme(),
        route == null ? "" : route,
        "",
        0,
        status,
        Endings.serverError(status, x.failure()));
  }

  private static Request grpc(InboundExchange x) {
    int code = x.status();
    String method = code == UNIMPLEMENTED ? OTHER : Endings.grpcMethod(x.path());
    String error = Endings.grpcServerError(code);
    return new Request(method, "", "", "", 0, Math.max(-1, code) + 1, error);
  }
}
