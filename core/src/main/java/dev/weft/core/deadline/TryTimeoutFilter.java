package dev.weft.core.deadline;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.route.Target;
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
    if (chosen != null) {
      attempt.tryNanos(chosen.retries().tryNanos());
    }
    return null;
  }

  @Override
  public void exit(Attempt attempt) {}
}
