package dev.weft.core.call;

import org.jspecify.annotations.Nullable;

/**
 * One concern of the data path. {@link #enter} runs in the pipeline's order; {@link #exit} runs in
 * the reverse order, exactly once for each filter that was entered (also the one that refused).
 * Neither blocks, does I/O, or throws for a reason of policy.
 *
 * <p>A filter of a call that has to wait says so with {@link OutboundExchange#pend} and returns
 * null; it is entered again when the wait is over, and exited once.
 */
public interface Filter<S extends Scope> {
  /** Null to go on; a refusal ends the scope here. */
  @Nullable Refusal enter(S scope);

  /** The scope has ended; its outcome can be read. */
  void exit(S scope);
}
