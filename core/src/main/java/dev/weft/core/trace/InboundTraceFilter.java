package dev.weft.core.trace;

import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.TraceContext;
import org.jspecify.annotations.Nullable;

/** Continues the caller's trace or begins one; one server span for each sampled call. */
public final class InboundTraceFilter implements Filter<InboundExchange> {
  private final Tracing tracing;
  private final Slot<TraceContext> trace;
  private final Slot<Span> span;
  private final ServerSpans spans;

  /**
   * @param trace in which the calls are made that the served call makes
   */
  public InboundTraceFilter(Tracing tracing, Slot<TraceContext> trace, Slot<Span> span) {
    this.tracing = tracing;
    this.trace = trace;
    this.span = span;
    this.spans = new ServerSpans(tracing.known());
  }

  @Override
  public @Nullable Refusal enter(InboundExchange x) {
    TraceContext caller = tracing.propagation().extract(x);
    TraceContext parent = caller == null ? begun(x) : tracing.decided(caller);
    if (parent != null && tracing.records(parent)) {
      Span made = tracing.span(Span.Kind.SERVER, parent);
      x.put(span, made);
      x.describe();
      parent = made.trace();
    }
    x.put(trace, parent);
    return null;
  }

  /** Baggage may come without a trace. */
  private @Nullable TraceContext begun(InboundExchange x) {
    TraceContext root = tracing.root();
    String carried = root == null ? null : tracing.propagation().baggage(x);
    return root == null || carried == null ? root : root.with(carried);
  }

  @Override
  public void exit(InboundExchange x) {
    Span made = x.get(span);
    if (made != null) {
      spans.describe(made, x);
      tracing.finish(made, x.openedNanos());
    }
  }
}
