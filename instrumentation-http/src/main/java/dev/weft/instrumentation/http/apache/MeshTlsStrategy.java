package dev.weft.instrumentation.http.apache;

import dev.weft.core.Mesh;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Mesh TLS for 5.4 and later. Loaded there only. */
final class MeshTlsStrategy implements TlsSocketStrategy {
  private final Mesh mesh;

  MeshTlsStrategy(Mesh mesh) {
    this.mesh = mesh;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext context)
      throws IOException {
    return Handshake.over(socket, mesh.tls());
  }
}
