package dev.weft.core.fault;

import dev.weft.core.call.Filter;
import dev.weft.core.call.GrpcCodes;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.random.RandomSource;
import dev.weft.core.route.Target;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.Route.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Injected delay, then injected abort. Neither is retried, and the route's time does not run
 * meanwhile.
 */
public final class FaultFilter implements Filter<OutboundExchange> {
  private final Slot<Target> target;
  private final Slot<Until> delayed;
  private final RandomSource random;
  private final Clock clock;

  public FaultFilter(Slot<Target> target, Slot<Until> delayed, RandomSource random, Clock clock) {
    this.target = target;
    this.delayed = delayed;
    this.random = random;
    this.clock = clock;
  }

  /** When an injected delay is over, on the injected clock. */
  public record Until(long nanos) {}

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    Target chosen = x.get(target);
    Fault fault = chosen == null ? null : chosen.route().fault();
    if (fault == null) {
      return null;
    }
    if (fault.delay() != null && isDelayed(x, fault.delay())) {
      return null;
    }
    Fault.Abort abort = fault.abort();
    if (abort == null || !happens(abort.percent())) {
      return null;
    }
    int grpc =
        abort.grpcStatus() >= 0 ? abort.grpcStatus() : GrpcCodes.fromHttp(abort.httpStatus());
    int http = abort.grpcStatus() >= 0 ? GrpcCodes.toHttp(abort.grpcStatus()) : abort.httpStatus();
    return Refusal.of(Reason.FI, http, grpc, "fault filter abort");
  }

  /** Whether the call must wait, now or still. */
  private boolean isDelayed(OutboundExchange x, Fault.Delay delay) {
    long now = x.nowNanos();
    Until until = x.get(delayed);
    if (until == null) {
      boolean hit = happens(delay.percent());
      until = new Until(hit ? now + delay.fixed().toNanos() : now);
      x.put(delayed, until);
      if (hit) {
        x.flag(Reason.DI);
      }
    }
    long remaining = until.nanos - now;
    if (remaining <= 0) {
      return false;
    }
    x.pend(remaining, null);
    return true;
  }

  private boolean happens(double percent) {
    return percent > 0 && random.unit() * 100 < percent;
  }

  @Override
  public void exit(OutboundExchange x) {}
}
