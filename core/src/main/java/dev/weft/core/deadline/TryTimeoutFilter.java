package dev.weft.core.deadline;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.route.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gives an attempt the time of its own that the retry policy says. */
public final class TryTimeoutFilter implements Filter<Attempt> {
  private final Slot<Target> target;

  public TryTimeoutFilter(Slot<Target> target) {
    this.target = target;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    Target chosen = attempt.exchange().get(target);
    Duration limit = chosen == null ? null : chosen.route().retries().perTryTimeout();
    if (limit != null && !limit.isZero()) {
      attempt.tryNanos(limit.toNanos());
    }
    return null;
  }

  @Override
  public void exit(Attempt attempt) {}
}
