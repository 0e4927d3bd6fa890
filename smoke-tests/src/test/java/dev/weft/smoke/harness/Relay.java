package dev.weft.smoke.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes connections on to another address and keeps every byte, both ways. It listens on the
 * target's port number at another loopback address, so that a JVM which advertises that address is
 * reached through it. Thread-safe.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final InetSocketAddress target;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param address where to listen, {@code 127.0.0.2}
   * @param target the real address, whose port it takes too
   */
  public Relay(String address, InetSocketAddress target) throws IOException {
    this.target = target;
    server.bind(new InetSocketAddress(InetAddress.getByName(address), target.getPort()));
    daemon(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        connections.incrementAndGet();
        Socket to = new Socket();
        open.add(from);
        open.add(to);
        to.connect(target);
        daemon(() -> pump(from, to));
        daemon(() -> pump(to, from));
      } catch (IOException closed) {
        // The server socket was closed, or the target refused: the next caller sees it.
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
          bytes.write(chunk, 0, count);
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

  /** All bytes of all connections so far, one character each. */
  public String recorded() {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }

  public int connections() {
    return connections.get();
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
