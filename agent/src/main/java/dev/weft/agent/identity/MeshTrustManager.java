package dev.weft.agent.identity;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks peers by the mesh's roots, and servers also by who must be at their address. It is not
 * asked when a session is resumed. Thread-safe.
 */
final class MeshTrustManager extends X509ExtendedTrustManager {
  /** RFC 5280, 4.2.1.12: id-kp-serverAuth and id-kp-clientAuth. */
  static final String SERVER_USAGE = "1.3.6.1.5.5.7.3.1";

  static final String CLIENT_USAGE = "1.3.6.1.5.5.7.3.2";

  static final String PROTOCOL = "TLSv1.3";

  private final ChainVerifier verifier;
  private final PeerTable peers;

  MeshTrustManager(ChainVerifier verifier, PeerTable peers) {
    this.verifier = verifier;
    this.peers = peers;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkProtocol(engine.getHandshakeSession());
    String host = engine.getPeerHost();
    checkServer(chain, PeerTable.numeric(host), engine.getPeerPort(), host);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkProtocol(socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    InetAddress address = socket.getInetAddress();
    checkServer(chain, address, socket.getPort(), String.valueOf(address));
  }

  private void checkServer(
      X509Certificate[] chain, @Nullable InetAddress address, int port, @Nullable String shown)
      throws CertificateException {
    Set<String> expected = peers.expected(address, port);
    if (expected.isEmpty()) {
      throw new CertificateException("no instance of the mesh is known at " + shown + ":" + port);
    }
    if (expected.size() > 1) {
      throw new CertificateException(
          "several are told to be at " + shown + ":" + port + ": " + expected);
    }
    String id = verifier.verify(chain, SERVER_USAGE);
    if (!expected.contains(id)) {
      throw new CertificateException(
          "peer at " + shown + ":" + port + " is " + id + ", expected " + expected);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkProtocol(engine.getHandshakeSession());
    verifier.verify(chain, CLIENT_USAGE);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkProtocol(socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    verifier.verify(chain, CLIENT_USAGE);
  }

  private static void checkProtocol(@Nullable SSLSession session) throws CertificateException {
    String protocol = session == null ? "an unknown protocol" : session.getProtocol();
    if (!PROTOCOL.equals(protocol)) {
      throw new CertificateException("expected " + PROTOCOL + ", negotiated " + protocol);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the connection must be known to check a peer");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the connection must be known to check a peer");
  }

  /** Empty, so that servers accept any issuer's name and the check is ours alone. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
