package dev.weft.core.trace;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import dev.weft.core.route.Target;
import org.jspecify.annotations.Nullable;

/** One client span for each attempt of a sampled call; nothing at all for others. */
public final class AttemptTraceFilter implements Filter<Attempt> {
  private final Tracing tracing;
  private final Slot<TraceContext> trace;
  private final Slot<Span> span;
  private final ClientSpans spans;

  /**
   * @param trace of the exchange
   * @param span of the attempt
   */
  public AttemptTraceFilter(
      Tracing tracing, Slot<TraceContext> trace, Slot<Span> span, Slot<Target> target) {
    this.tracing = tracing;
    this.trace = trace;
    this.span = span;
    this.spans = new ClientSpans(tracing.known(), target);
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    TraceContext parent = attempt.exchange().get(trace);
    if (parent != null && tracing.records(parent)) {
      attempt.put(span, tracing.span(Span.Kind.CLIENT, parent));
    }
    return null;
  }

  @Override
  public void exit(Attempt attempt) {
    Span made = attempt.get(span);
    // One that was refused before it began is no attempt; the call's own span tells of it.
    if (made != null && attempt.refusal() == null) {
      spans.describe(made, attempt.exchange());
      spans.attempted(made, attempt);
      tracing.finish(made, attempt.startedNanos());
    }
  }
}
