package dev.weft.core.call;

/** What {@link OutboundExchange#open} says. */
public enum Opening {
  /** Take {@link OutboundExchange#next attempts}. */
  GO,
  /** {@link OutboundExchange#refusal} says what to answer (after its delay). */
  REFUSED,
  /**
   * Wait {@link OutboundExchange#waitNanos} or until {@link OutboundExchange#whenReady} runs, then
   * call open again: a known host whose endpoints are on their way, or an injected delay. The loops
   * wait, never an adapter or a filter.
   */
  PENDING
}
