package dev.weft.core.propagate;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import dev.weft.core.route.Target;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Span;
import org.jspecify.annotations.Nullable;

/** Says what changes on the request: the route's edits, the trace, and which attempt it is. */
public final class PropagateFilter implements Filter<Attempt> {
  private final Slot<Target> target;
  private final Slot<TraceContext> trace;
  private final Slot<Span> span;
  private final Propagation propagation;

  /**
   * @param trace of the exchange
   * @param span of the attempt
   */
  public PropagateFilter(
      Slot<Target> target, Slot<TraceContext> trace, Slot<Span> span, Propagation propagation) {
    this.target = target;
    this.trace = trace;
    this.span = span;
    this.propagation = propagation;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    Target chosen = attempt.exchange().get(target);
    boolean routed = chosen != null && !chosen.changesNothing();
    TraceContext carried = propagation.isOn() ? carried(attempt) : null;
    if (routed || carried != null || attempt.number() > 1) {
      attempt.edits(new CallEdits(attempt, routed ? chosen : null, carried, propagation));
    }
    return null;
  }

  /** The attempt's own span, or the trace as it came where none is recorded. */
  private @Nullable TraceContext carried(Attempt attempt) {
    Span own = attempt.get(span);
    return own != null ? own.trace() : attempt.exchange().get(trace);
  }

  @Override
  public void exit(Attempt attempt) {}
}
