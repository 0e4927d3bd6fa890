package dev.weft.agent.link;

import dev.weft.agent.identity.CollectorTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLSocket;

/** Opens the connection to the collector, plain or with TLS. Stateless. */
final class CollectorSocket {
  /** Refusals come at once; this is for a machine that does not answer. */
  private static final int CONNECT_MILLIS = 3_000;

  /** For the TLS and the WebSocket handshake; lifted afterwards. */
  static final int HANDSHAKE_MILLIS = 5_000;

  private final URI collector;
  private final CollectorTls tls;

  CollectorSocket(URI collector, CollectorTls tls) {
    this.collector = collector;
    this.tls = tls;
  }

  boolean isTls() {
    return "https".equals(collector.getScheme());
  }

  int port() {
    int port = collector.getPort();
    return port >= 0 ? port : isTls() ? 443 : 80;
  }

  /** Whether this JVM has a certificate that it could show. */
  boolean hasIdentity() {
    return tls.hasIdentity();
  }

  /** Whether what is sent can be read by nobody else. */
  boolean isPrivate() {
    String host = collector.getHost();
    return isTls()
        || host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.startsWith("127.");
  }

  /**
   * Tries each address of the host in turn.
   *
   * @param show whether this JVM's certificate is shown
   */
  Socket open(boolean show) throws IOException {
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(collector.getHost())) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port()), CONNECT_MILLIS);
        socket.setSoTimeout(HANDSHAKE_MILLIS);
        return isTls() ? withTls(socket, show) : socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last == null ? new IOException("no address of " + collector.getHost()) : last;
  }

  private Socket withTls(Socket socket, boolean show) throws IOException {
    SSLSocket made =
        (SSLSocket)
            tls.factory(show)
                .createSocket(socket, collector.getHost(), port(), /* autoClose= */ true);
    made.startHandshake();
    return made;
  }
}
