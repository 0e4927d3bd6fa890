package dev.weft.core.deadline;

import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.TraceContext;
import org.jspecify.annotations.Nullable;

/** Makes the context that the calls inherit which the served call makes: trace and deadline. */
public final class ContextFilter implements Filter<InboundExchange> {
  private final Slot<TraceContext> trace;

  public ContextFilter(Slot<TraceContext> trace) {
    this.trace = trace;
  }

  @Override
  public @Nullable Refusal enter(InboundExchange x) {
    long left = CallerLimit.nanos(x);
    long deadline = left == Long.MAX_VALUE ? left : x.openedNanos() + left;
    x.context(new CallContext(deadline, x.get(trace)));
    return null;
  }

  @Override
  public void exit(InboundExchange x) {}
}
