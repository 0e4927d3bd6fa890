package dev.weft.core.call;

import org.jspecify.annotations.Nullable;

/**
 * What a filter sees: a logical call ({@link OutboundExchange}), one try of it ({@link Attempt}) or
 * a call being served ({@link InboundExchange}). Used by one thread at a time; hand-over between
 * threads is the driving loop's to publish safely.
 */
public abstract sealed class Scope permits OutboundExchange, Attempt, InboundExchange {
  /** Called by the pipeline when the scope was refused; null: not refused. */
  public abstract @Nullable Refusal refusal();
}
