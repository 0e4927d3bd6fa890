package dev.weft.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Opens the connection to the collector, plain or with TLS. Stateless. */
final class CollectorSocket {
  /** Refusals come at once; this is for a machine that does not answer. */
  private static final int CONNECT_MILLIS = 3_000;

  /** For the TLS and the WebSocket handshake; lifted afterwards. */
  static final int HANDSHAKE_MILLIS = 5_000;

  private final URI collector;
  private final @Nullable Path caFile;

  CollectorSocket(URI collector, @Nullable Path caFile) {
    this.collector = collector;
    this.caFile = caFile;
  }

  boolean isTls() {
    return "https".equals(collector.getScheme());
  }

  int port() {
    int port = collector.getPort();
    return port >= 0 ? port : isTls() ? 443 : 80;
  }

  /** Tries each address of the host in turn. */
  Socket open() throws IOException {
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(collector.getHost())) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port()), CONNECT_MILLIS);
        socket.setSoTimeout(HANDSHAKE_MILLIS);
        return isTls() ? withTls(socket) : socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last == null ? new IOException("no address of " + collector.getHost()) : last;
  }

  private Socket withTls(Socket socket) throws IOException {
    try {
      SSLSocket tls =
          (SSLSocket)
              factory().createSocket(socket, collector.getHost(), port(), /* autoClose= */ true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException("ca-file cannot be used: " + e.getMessage(), e);
    }
  }

  private SSLSocketFactory factory() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, caFile == null ? null : trust(caFile).getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static TrustManagerFactory trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        roots.setCertificateEntry("root-" + number++, root);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    return factory;
  }
}
