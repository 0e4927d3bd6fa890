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
    if (attempt.number() > 1 || changes(target(attempt)) || trace(attempt) != null) {
      attempt.edits(new CallEdits(attempt, this));
    }
    return null;
  }

  private static boolean changes(@Nullable Target chosen) {
    return chosen != null && !chosen.changesNothing();
  }

  @Nullable Target target(Attempt attempt) {
    return attempt.exchange().get(target);
  }

  /** The attempt's own span, or the trace as it came where none is recorded; null: none to send. */
  @Nullable TraceContext trace(Attempt attempt) {
    if (!propagation.isOn()) {
      return null;
    }
    Span own = attempt.get(span);
    return own != null ? own.trace() : attempt.exchange().get(trace);
  }

  Propagation propagation() {
    return propagation;
  }

  @Override
  public void exit(Attempt attempt) {}
}
