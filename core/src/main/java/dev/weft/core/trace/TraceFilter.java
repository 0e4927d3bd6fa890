package dev.weft.core.trace;

import dev.weft.core.call.Filter;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.Context;
import dev.weft.core.context.ContextCell;
import dev.weft.core.context.TraceContext;
import dev.weft.core.route.Target;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace that a call belongs to: what the application wrote on the request, else that of
 * the inbound call it is made for, else a new one. Takes the inbound call's deadline along, since
 * the thread's context is read here and nowhere else.
 */
public final class TraceFilter implements Filter<OutboundExchange> {
  private final Tracing tracing;
  private final ContextCell contexts;
  private final Slot<TraceContext> trace;
  private final ClientSpans spans;

  public TraceFilter(
      Tracing tracing, ContextCell contexts, Slot<TraceContext> trace, Slot<Target> target) {
    this.tracing = tracing;
    this.contexts = contexts;
    this.trace = trace;
    this.spans = new ClientSpans(tracing.known(), target);
  }

  @Override
  public @Nullable Refusal enter(OutboundExchange x) {
    Context context = contexts.get();
    if (context != null) {
      x.deadlineNanos(context.deadlineNanos());
    }
    TraceContext parent = tracing.propagation().extract(x);
    if (parent == null && context instanceof CallContext call) {
      parent = call.trace();
      if (parent != null && parent.baggage() != null && x.header("baggage") != null) {
        parent = parent.with(null); // the application says itself what goes along
      }
    }
    x.put(trace, parent == null ? tracing.root() : tracing.decided(parent));
    return null;
  }

  /** A call that ended before its first attempt has one span nevertheless. */
  @Override
  public void exit(OutboundExchange x) {
    TraceContext parent = x.get(trace);
    Refusal refusal = x.refusal();
    if (x.current() == null && refusal != null && parent != null && tracing.records(parent)) {
      Span span = tracing.span(Span.Kind.CLIENT, parent);
      spans.describe(span, x);
      spans.refused(span, x, refusal);
      tracing.finish(span, x.openedNanos());
    }
  }
}
