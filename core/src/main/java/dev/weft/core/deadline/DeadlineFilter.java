package dev.weft.core.deadline;

import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.route.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a meshed call is over: the route's timeout, the caller's own limit, or that of the inbound
 * call it is made for, whichever comes first.
 */
public final class DeadlineFilter implements Filter<OutboundExchange> {
  private final Slot<Target> target;

  public DeadlineFilter(Slot<Target> target) {
    this.target = target;
  }

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    Target chosen = x.get(target);
    if (chosen == null) {
      x.deadlineNanos(Long.MAX_VALUE); // the outside: its time is the application's
      return null;
    }
    long now = x.nowNanos();
    long left = x.deadlineNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : x.deadlineNanos() - now;
    left = Math.min(left, x.callerRemainingNanos());
    Duration timeout = chosen.route().timeout();
    if (timeout != null) {
      left = Math.min(left, timeout.toNanos());
    }
    x.deadlineNanos(left == Long.MAX_VALUE ? left : now + left);
    return left > 0 ? null : Refusal.timeout();
  }

  @Override
  public void exit(OutboundExchange x) {}
}
