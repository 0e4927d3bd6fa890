package dev.weft.core.measure;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;
import dev.weft.core.measure.RequestDurations.Request;
import dev.weft.core.route.Authority;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Methods;
import org.jspecify.annotations.Nullable;

/**
 * Measures each HTTP request that this JVM sends: each attempt is one, as it is one span. Those of
 * gRPC are measured by {@link CallDurationFilter}, once a call.
 */
public final class AttemptDurationFilter implements Filter<Attempt> {
  private final RequestDurations durations;
  private final Clock clock;

  public AttemptDurationFilter(RequestDurations durations, Clock clock) {
    this.durations = durations;
    this.clock = clock;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    return null;
  }

  @Override
  public void exit(Attempt attempt) {
    OutboundExchange x = attempt.exchange();
    if (x.protocol() == Protocol.GRPC) {
      return;
    }
    boolean answered = attempt.outcome() == Attempt.Outcome.RESPONSE;
    int status = answered ? attempt.status() : 0;
    durations.add(
        Instrument.HTTP_CLIENT,
        http(x, status, error(attempt)),
        clock.nanos() - attempt.startedNanos());
  }

  private static String error(Attempt attempt) {
    return switch (attempt.outcome()) {
      case RESPONSE -> Endings.clientError(attempt.status());
      case TIMED_OUT -> "timeout";
      case FAILED -> {
        Throwable failure = attempt.failure();
        boolean given =
            failure != null && attempt.exchange().failureKind(failure) != FailureKind.CANCELLED;
        yield given ? failure.getClass().getName() : "";
      }
      case NONE -> ""; // given up by the caller, which is no error
    };
  }

  static Request http(OutboundExchange x, int status, String error) {
    return request(x, Methods.known(x.method()), status, error);
  }

  static Request request(OutboundExchange x, String method, int status, String error) {
    String authority = x.authority();
    String host = authority.substring(0, Authority.hostEnd(authority));
    int port = Math.max(0, Authority.port(authority, x.scheme()));
    return new Request(method, "", "", host, port, status, error);
  }
}
