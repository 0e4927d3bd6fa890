package dev.weft.core.propagate;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.route.Target;
import org.jspecify.annotations.Nullable;

/** Says what changes on the request: the route's edits, and which attempt it is. */
public final class PropagateFilter implements Filter<Attempt> {
  private final Slot<Target> target;

  public PropagateFilter(Slot<Target> target) {
    this.target = target;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    Target chosen = attempt.exchange().get(target);
    boolean routed = chosen != null && !chosen.changesNothing();
    if (routed || attempt.number() > 1) {
      attempt.edits(new CallEdits(attempt, routed ? chosen : null));
    }
    return null;
  }

  @Override
  public void exit(Attempt attempt) {}
}
