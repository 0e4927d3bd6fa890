package dev.weft.core.context;

import org.jspecify.annotations.Nullable;

/** The context that the core makes for an inbound call. Immutable. */
public final class CallContext extends Context {
  private final @Nullable TraceContext trace;

  /**
   * @param deadlineNanos on the injected clock; {@link Long#MAX_VALUE}: none
   * @param trace in which outbound calls are made; null: none is kept
   */
  public CallContext(long deadlineNanos, @Nullable TraceContext trace) {
    super(deadlineNanos);
    this.trace = trace;
  }

  public @Nullable TraceContext trace() {
    return trace;
  }
}
