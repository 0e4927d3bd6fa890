package dev.weft.core.identity;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * The mesh's own TLS: contexts whose key and trust managers read the current identity at each
 * handshake. The application's contexts are never touched. Thread-safe.
 */
public interface MeshTls {
  /** Whether a certificate is held; without one nothing is announced and no mesh TLS is offered. */
  boolean ready();

  /**
   * For connections to peers. The trust manager finds the identity to expect by the peer's numeric
   * address and port ({@code SSLEngine.getPeerHost/getPeerPort}, {@code Socket.getInetAddress}), so
   * create the engine with those and without a host name. TLS 1.3, client authentication.
   */
  SSLContext clientContext();

  /** For accepting; the client must present a certificate of the mesh ({@code needClientAuth}). */
  SSLContext serverContext();

  /**
   * Checks an accepted connection after its handshake, resumed or not, and again at each request:
   * current roots, expiry, expulsions. Cheap after the first time.
   *
   * @return the peer's identity, {@code spiffe://...}
   * @throws IOException if the peer must not be served; the message says why
   */
  String verifyPeer(SSLSession session) throws IOException;

  /**
   * How long this connection may still be used: until the first of the certificates that it was
   * made with ends, the peer's or the own. Renewal does not help it; the accepting side refuses
   * requests on it from then on. So whoever owns the connection retires it before: a server says
   * {@code Connection: close} or GOAWAY in the last quarter, a client's pool takes it no more.
   *
   * @return milliseconds, not positive: over; {@link Long#MAX_VALUE}: no such limit
   */
  default long endsInMillis(SSLSession session) {
    return Long.MAX_VALUE;
  }

  /**
   * Whether an accepted connection is in the last quarter of the life that its certificates allowed
   * it when it was first asked about: the time to say goodbye. At half their life certificates are
   * renewed, so the peer's next connection has a newer one.
   */
  default boolean endsSoon(SSLSession session) {
    long left = endsInMillis(session);
    if (left == Long.MAX_VALUE) {
      return false;
    }
    String key = "dev.weft.first-left-millis";
    if (!(session.getValue(key) instanceof Long first)) {
      session.putValue(key, left);
      return false;
    }
    return left < first / 4;
  }

  /**
   * Grows when the own certificate changes. Connections of before work until {@link #endsInMillis},
   * but a pool does well to make new ones from then on.
   */
  long generation();

  /** Runs {@code action} as soon as {@link #ready} is true: now, or later on an agent thread. */
  void whenReady(Runnable action);
}
