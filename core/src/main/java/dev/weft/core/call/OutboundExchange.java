package dev.weft.core.call;

import dev.weft.policy.compiled.HeaderEdits;
import org.jspecify.annotations.Nullable;

/**
 * One logical call that the application makes. An adapter subclasses it, so that the core's state
 * and the adapter's are one object. It is driven by one of the two loops ({@code
 * dev.weft.core.drive}); an adapter calls none of the final methods but {@link #close} where its
 * library tells it of the body's end.
 *
 * <p>Life: {@code open → (next → sent → headed | trailed | failed)* → close}. Not thread-safe; the
 * loop serialises.
 */
public abstract non-sealed class OutboundExchange extends Scope {
  private final OutboundPath path;

  protected OutboundExchange(OutboundPath path) {
    this.path = path;
  }

  /** GET, POST, ...; for gRPC always POST. */
  public abstract String method();

  /** Host as the application addressed it, with its port if it wrote one: {@code reviews:9080}. */
  public abstract String authority();

  /** Path and query, beginning with a slash; for gRPC {@code /package.Service/Method}. */
  public abstract String path();

  /** {@code http} or {@code https}, as the application wrote it. */
  public abstract String scheme();

  /** The application's header (values joined by a comma), or null. Lookup ignores case. */
  public abstract @Nullable String header(String name);

  public abstract Protocol protocol();

  /** Whether the body can be sent again; asked when a retry is considered. */
  public abstract Replay replay();

  /** The caller's own deadline in nanoseconds from now; {@link Long#MAX_VALUE}: none. */
  public long callerRemainingNanos() {
    return Long.MAX_VALUE;
  }

  /**
   * Prepares the library's request for this attempt. Called by the loop before each {@code send};
   * idempotent: it starts from the application's request each time.
   */
  public abstract void edit(Attempt attempt, RequestEdits edits);

  /** Runs the call's filters, or goes on where an earlier answer was PENDING. */
  public final Opening open() {
    throw new IllegalStateException("core");
  }

  /** How long PENDING may last at most. */
  public final long waitNanos() {
    return 0;
  }

  /** Runs {@code resume} once, when what PENDING waits for has come; maybe at once, on any thread. */
  public final void whenReady(Runnable resume) {}

  /**
   * The next attempt, its filters entered; null: {@link #refusal} says why there is none. The first
   * call after GO, then after each verdict "go round".
   */
  public final @Nullable Attempt next() {
    throw new IllegalStateException("core");
  }

  @Override
  public final @Nullable Refusal refusal() {
    return null;
  }

  /** Changes to make on the response that is delivered (not on refusals). */
  public final HeaderEdits.Edits responseEdits() {
    return HeaderEdits.Edits.NONE;
  }

  /**
   * Whether the mesh routes this call. False: a host of the outside; address, TLS and retries are
   * the application's, there is exactly one attempt whose endpoint is null.
   */
  public final boolean isMeshed() {
    return false;
  }

  /** The response's body has ended (or was abandoned). Further calls do nothing. */
  public final void close() {}

  protected final OutboundPath outboundPath() {
    return path;
  }
}
