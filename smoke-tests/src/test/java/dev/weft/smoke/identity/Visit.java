package dev.weft.smoke.identity;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One TLS connection to a mesh port, speaking just enough to see whether it is served. */
final class Visit implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  /** HTTP/2's frame type and flag. */
  private static final int SETTINGS = 4;

  private static final int ACK = 1;

  /** The client's preface, an empty SETTINGS frame. */
  private static final byte[] HTTP2_HELLO =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"
          .getBytes(StandardCharsets.ISO_8859_1);

  /** An empty SETTINGS frame, which is acknowledged; servers count PINGs against abuse. */
  private static final byte[] HTTP2_SETTINGS =
      "\0\0\0\u0004\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private final SSLSocket socket;
  private final boolean http2;
  private boolean greeted;

  /** The handshake runs here; its failure is seen by {@link #isServed}. */
  Visit(SSLContext context, int port, boolean http2) throws IOException {
    this.http2 = http2;
    socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    if (http2) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
    }
  }

  /** Whether another request on this connection is answered. */
  boolean isServed() {
    try {
      if (http2) {
        socket.getOutputStream().write(greeted ? HTTP2_SETTINGS : HTTP2_HELLO);
        greeted = true;
        return acknowledged();
      }
      socket
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read(new byte[8192]) > 0;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Reads frames up to the acknowledgement of the settings; false: the connection has ended. */
  private boolean acknowledged() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    while (true) {
      int length = in.read();
      if (length < 0) {
        return false;
      }
      length = length << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      in.readNBytes(length);
      if (type == SETTINGS && flags == ACK) {
        return true;
      }
    }
  }

  /** When this connection's session was made; that of an earlier one if it was resumed. */
  long sessionMillis() {
    return socket.getSession().getCreationTime();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
