package dev.weft.instrumentation.http.apache;

import dev.weft.core.Mesh;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/** Mesh TLS for versions up to 5.3. Loaded there only. */
@SuppressWarnings("deprecation")
final class MeshSocketFactory implements ConnectionSocketFactory {
  private final Mesh mesh;

  MeshSocketFactory(Mesh mesh) {
    this.mesh = mesh;
  }

  @Override
  public Socket createSocket(HttpContext context) {
    return new Socket();
  }

  @Override
  public Socket connectSocket(
      @Nullable TimeValue timeout,
      @Nullable Socket given,
      HttpHost host,
      InetSocketAddress remote,
      @Nullable InetSocketAddress local,
      HttpContext context)
      throws IOException {
    Socket socket = given == null ? new Socket() : given;
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(remote, TimeValue.isPositive(timeout) ? timeout.toMillisecondsIntBound() : 0);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return Handshake.over(socket, mesh.tls());
  }
}
