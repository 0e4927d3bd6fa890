package dev.weft.core.call;

import dev.weft.core.context.Context;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One call that this JVM serves. Life: {@code open → (handler runs with {@link #context} current) →
 * close}, the latter at completion, perhaps on another thread.
 */
public abstract non-sealed class InboundExchange extends Scope implements RequestHeaders {
  private static final VarHandle CLOSED = Fields.of(MethodHandles.lookup(), "closed");

  private final InboundPath path;
  private volatile int closed;
  private boolean opened;
  private boolean described;
  private int status;
  private long openedNanos;
  private @Nullable Context context;
  private @Nullable Refusal refusal;
  private @Nullable Throwable failure;

  protected InboundExchange(InboundPath path) {
    this.path = path;
  }

  public abstract String method();

  /** Host as the caller sent it. */
  public abstract String authority();

  /** Path and query. */
  public abstract String path();

  @Override
  public abstract @Nullable String header(String name);

  public abstract Protocol protocol();

  /** {@code http} or {@code https}, as the application sees it. */
  public abstract String scheme();

  /** The direct peer; null where unknown. */
  public abstract @Nullable InetSocketAddress remote();

  /** The IP literal of {@link #remote}; null where unknown. */
  public @Nullable String remoteAddress() {
    InetSocketAddress remote = remote();
    return remote == null || remote.getAddress() == null
        ? null
        : remote.getAddress().getHostAddress();
  }

  /** The port of {@link #remote}; -1 where unknown. */
  public int remotePort() {
    InetSocketAddress remote = remote();
    return remote == null ? -1 : remote.getPort();
  }

  /** The port the call came in on, in the application's eyes. */
  public abstract int localPort();

  /**
   * The peer's identity, {@code spiffe://...}, proven by mesh TLS; null: plaintext or foreign TLS.
   */
  public abstract @Nullable String peerId();

  /** What matched, {@code /products/{id}}, where the server knows it by the time of close. */
  public @Nullable String route() {
    return null;
  }

  /** For a filter: it will ask for {@link #route} at the end. Where none does, it is of no use. */
  public final void describe() {
    described = true;
  }

  /** Whether a filter will ask for {@link #route}. To be asked after open. */
  protected final boolean isDescribed() {
    return described;
  }

  /** Runs the inbound filters; a refusal is answered instead of calling the application. */
  public final @Nullable Refusal open() {
    if (opened) {
      throw new IllegalStateException("open() of a call that is open");
    }
    opened = true;
    openedNanos = path.clock.nanos();
    path.begins();
    refusal = path.filters.enter(this);
    return refusal;
  }

  /** To be current while the application handles the call. Null before open. */
  public final @Nullable Context context() {
    return context;
  }

  /** For the Context filter. */
  public final void context(Context made) {
    context = made;
  }

  /** When it was opened, on the injected clock. */
  public final long openedNanos() {
    return openedNanos;
  }

  /** As {@link #close} was told; 0 before. */
  public final int status() {
    return status;
  }

  public final @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Ends it. Further calls do nothing. Any thread.
   *
   * @param status HTTP status, or for gRPC the gRPC code
   */
  public final void close(int status, @Nullable Throwable failure) {
    if (CLOSED.compareAndSet(this, 0, 1) && opened) {
      this.status = status;
      this.failure = failure;
      try {
        path.filters.exit(this);
      } finally {
        path.ends();
      }
    }
  }

  /**
   * Ends it because {@link #open} failed, by a fault of ours: the application goes on without us.
   * What fails at this too is added to the fault.
   *
   * @param status as {@link #close} takes it, of an error of the server's
   */
  public final void abandon(int status, Throwable fault) {
    try {
      close(status, fault);
    } catch (RuntimeException | LinkageError further) {
      if (further != fault) {
        fault.addSuppressed(further);
      }
    }
  }

  @Override
  public final @Nullable Refusal refusal() {
    return refusal;
  }

  protected final InboundPath inboundPath() {
    return path;
  }
}
