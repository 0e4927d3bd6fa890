package dev.weft.core.context;

/**
 * What an inbound call hands to the calls made on its behalf: the trace and the deadline.
 * Immutable. The core adds its own state by subclassing.
 */
public class Context {
  private final long deadlineNanos;

  public Context(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** On the injected clock; {@link Long#MAX_VALUE}: none. */
  public final long deadlineNanos() {
    return deadlineNanos;
  }
}
