package dev.weft.core.call;

import dev.weft.core.context.Context;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One call that this JVM serves. Life: {@code open → (handler runs with {@link #context} current) →
 * close}, the latter at completion, perhaps on another thread.
 */
public abstract non-sealed class InboundExchange extends Scope {
  private final InboundPath path;

  protected InboundExchange(InboundPath path) {
    this.path = path;
  }

  public abstract String method();

  /** Host as the caller sent it. */
  public abstract String authority();

  /** Path and query. */
  public abstract String path();

  public abstract @Nullable String header(String name);

  public abstract Protocol protocol();

  /** {@code http} or {@code https}, as the application sees it. */
  public abstract String scheme();

  /** The direct peer; null where unknown. */
  public abstract @Nullable InetSocketAddress remote();

  /** The port the call came in on, in the application's eyes. */
  public abstract int localPort();

  /** The peer's identity, {@code spiffe://...}, proven by mesh TLS; null: plaintext or foreign TLS. */
  public abstract @Nullable String peerId();

  /** What matched, {@code /products/{id}}, where the server knows it by the time of close. */
  public @Nullable String route() {
    return null;
  }

  /** Runs the inbound filters; a refusal is answered instead of calling the application. */
  public final @Nullable Refusal open() {
    return null;
  }

  /** To be current while the application handles the call. Null before open. */
  public final @Nullable Context context() {
    return null;
  }

  /**
   * Ends it. Further calls do nothing.
   *
   * @param status HTTP status, or for gRPC the gRPC code
   */
  public final void close(int status, @Nullable Throwable failure) {}

  @Override
  public final @Nullable Refusal refusal() {
    return null;
  }

  protected final InboundPath inboundPath() {
    return path;
  }
}
