package dev.weft.instrumentation.http.apache;

import dev.weft.core.identity.MeshTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Layers mesh TLS over a connected socket. */
final class Handshake {
  /** A peer that accepts but does not answer must not hold the caller for ever. */
  private static final int LIMIT_MILLIS = 10_000;

  private Handshake() {}

  /** Closes the socket if it fails. The peer is known by its number, so there is no SNI. */
  static SSLSocket over(Socket socket, MeshTls tls) throws IOException {
    try {
      InetSocketAddress peer = (InetSocketAddress) socket.getRemoteSocketAddress();
      SSLSocket layered =
          (SSLSocket)
              tls.clientContext()
                  .getSocketFactory()
                  .createSocket(socket, peer.getAddress().getHostAddress(), peer.getPort(), true);
      int before = socket.getSoTimeout();
      if (before == 0 || before > LIMIT_MILLIS) {
        socket.setSoTimeout(LIMIT_MILLIS);
      }
      layered.startHandshake();
      socket.setSoTimeout(before);
      return layered;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
