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

  /** Grows when the own certificate changes; pooled client connections of before may be kept. */
  long generation();

  /** Runs {@code action} as soon as {@link #ready} is true: now, or later on an agent thread. */
  void whenReady(Runnable action);
}
