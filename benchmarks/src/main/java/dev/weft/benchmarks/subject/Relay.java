package dev.weft.benchmarks.subject;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes connections on to a server and keeps what passes, to see what is on the wire. It stands
 * there for the proof only, never while something is measured. Thread-safe.
 */
final class Relay implements AutoCloseable {
  /** Enough to tell a protocol. */
  private static final int KEPT_BYTES = 1 << 20;

  /** First byte of a TLS handshake record, RFC 8446 section 5.1. */
  private static final char TLS_HANDSHAKE = 0x16;

  private final ServerSocket server = new ServerSocket();
  private final int target;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * @param listen where to listen, port 0: a free one
   * @param target port on the loopback interface to pass on to
   */
  Relay(InetSocketAddress listen, int target) throws IOException {
    this.target = target;
    server.bind(listen);
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Socket to = new Socket("127.0.0.1", target);
        open.add(from);
        open.add(to);
        daemon(() -> pump(from, to));
        daemon(() -> pump(to, from));
      } catch (IOException closed) {
        // The relay was closed, or the target refused: the caller sees it.
        continue;
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        synchronized (bytes) {
          if (bytes.size() < KEPT_BYTES) {
            bytes.write(chunk, 0, count);
          }
        }
        out.write(chunk, 0, count);
      }
    } catch (IOException broken) {
      // Either side left; closing both passes it on.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private String recorded() {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }

  boolean isUsed() {
    return !recorded().isEmpty();
  }

  /**
   * @throws CheckFailed if nothing passed, or it was not TLS, or not plaintext HTTP, as expected
   */
  void expect(boolean tls) throws CheckFailed {
    String seen = recorded();
    boolean plain = seen.contains("HTTP/");
    boolean handshake = !seen.isEmpty() && seen.charAt(0) == TLS_HANDSHAKE;
    if (seen.isEmpty() || plain == tls || handshake != tls) {
      String begin = seen.substring(0, Math.min(40, seen.length()));
      throw new CheckFailed(
          "the wire is expected to carry %s; %d bytes were seen, beginning with '%s'"
              .formatted(
                  tls ? "TLS" : "plaintext",
                  seen.length(),
                  begin.replaceAll("[^\\x20-\\x7e]", "?")));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
