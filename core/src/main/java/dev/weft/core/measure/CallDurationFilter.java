package dev.weft.core.measure;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.GrpcCodes;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Measures each gRPC call that this JVM makes, with all its attempts, and each HTTP call that ended
 * before an attempt: it, too, is one request with one answer to the application.
 */
public final class CallDurationFilter implements Filter<OutboundExchange> {
  private final RequestDurations durations;
  private final Clock clock;

  public CallDurationFilter(RequestDurations durations, Clock clock) {
    this.durations = durations;
    this.clock = clock;
  }

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    return null;
  }

  @Override
  public void exit(OutboundExchange x) {
    Attempt last = x.current();
    Refusal refusal = x.refusal();
    long nanos = clock.nanos() - x.openedNanos();
    if (x.protocol() == Protocol.GRPC) {
      int code = refusal != null ? refusal.grpcStatus() : last == null ? -1 : last.grpcStatus();
      String error = code > 0 ? GrpcCodes.name(code) : code < 0 ? silent(last) : "";
      String method = Endings.grpcMethod(x.path());
      durations.add(
          Instrument.RPC_CLIENT, AttemptDurationFilter.request(x, method, code + 1, error), nanos);
    } else if (last == null && refusal != null) {
      int status = refusal.status();
      durations.add(
          Instrument.HTTP_CLIENT,
          AttemptDurationFilter.http(x, status, Endings.clientError(status)),
          nanos);
    }
  }

  /** Without a status: what it died of. */
  private static String silent(@Nullable Attempt last) {
    if (last != null && last.outcome() == Attempt.Outcome.TIMED_OUT) {
      return "timeout";
    }
    Throwable failure = last == null ? null : last.failure();
    return failure == null ? "" : failure.getClass().getName();
  }
}
