package dev.weft.agent.telemetry;

import dev.weft.core.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 by hand over one connection that is kept while messages follow each other. Of a batch of
 * spans, half the cost was the JDK's client, its connection opened and its code read anew each
 * time; and its own kept ones cost a thread. Used by one thread.
 */
final class KeptPost implements Post {
  /** By then what a peer has shown of itself is asked for again. */
  private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final URI endpoint;
  private final CollectorSpans.@Nullable Sockets sockets;
  private final Clock clock;
  private final byte[] head;
  private @Nullable Socket socket;
  private long openedNanos;

  /**
   * @param sockets null: the endpoint speaks plaintext
   */
  KeptPost(Sender.Target target, CollectorSpans.@Nullable Sockets sockets, Clock clock) {
    this.endpoint = target.endpoint();
    this.sockets = sockets;
    this.clock = clock;
    this.head = head(target).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** All but the length. */
  private static String head(Sender.Target target) {
    URI endpoint = target.endpoint();
    String path = endpoint.getRawPath();
    StringBuilder head = new StringBuilder(512);
    head.append("POST ").append(path == null || path.isEmpty() ? "/" : path);
    if (endpoint.getRawQuery() != null) {
      head.append('?').append(endpoint.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(endpoint.getHost());
    if (endpoint.getPort() >= 0) {
      head.append(':').append(endpoint.getPort());
    }
    head.append("\r\nContent-Type: ").append(CONTENT_TYPE);
    if (target.gzip()) {
      head.append("\r\nContent-Encoding: gzip");
    }
    for (Map.Entry<String, List<String>> header : target.headers().entrySet()) {
      for (String value : header.getValue()) {
        if (isLine(header.getKey()) && isLine(value)) {
          head.append("\r\n").append(header.getKey()).append(": ").append(value);
        }
      }
    }
    return head.append("\r\nContent-Length: ").toString();
  }

  /** A text that ends the line would begin another header. */
  private static boolean isLine(String text) {
    return text.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f);
  }

  @Override
  public Answer send(byte[] bytes, int length, long millis) throws IOException {
    long until = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    Socket kept = socket;
    if (kept != null && clock.nanos() - openedNanos < MAX_AGE_NANOS && isQuiet(kept)) {
      HttpAnswer answer = new HttpAnswer();
      try {
        return exchange(kept, answer, bytes, length, until);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        if (answer.isBegun()) {
          throw e;
        }
        // The other side has ended it meanwhile, as it may.
      }
    }
    close();
    Socket fresh = open(until);
    socket = fresh;
    openedNanos = clock.nanos();
    return exchange(fresh, new HttpAnswer(), bytes, length, until);
  }

  /** What comes unasked is no answer to what is sent now. */
  private static boolean isQuiet(Socket kept) {
    try {
      return kept.getInputStream().available() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Answer exchange(Socket over, HttpAnswer answer, byte[] bytes, int length, long until)
      throws IOException {
    boolean again = false;
    try {
      over.setSoTimeout(left(until));
      OutputStream out = over.getOutputStream();
      byte[] end = (length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      byte[] begin = new byte[head.length + end.length];
      System.arraycopy(head, 0, begin, 0, head.length);
      System.arraycopy(end, 0, begin, head.length, end.length);
      out.write(begin);
      out.write(bytes, 0, length);
      out.flush();
      InputStream in = over.getInputStream();
      again = answer.read(in, () -> left(until));
      return new Answer(answer.status(), answer.header("retry-after"));
    } finally {
      if (!again) {
        close();
      }
    }
  }

  /** At least one: none is for ever. */
  private int left(long until) throws SocketTimeoutException {
    long millis = TimeUnit.NANOSECONDS.toMillis(until - clock.nanos());
    if (millis <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /** Tries each address of the host in turn. */
  private Socket open(long until) throws IOException {
    boolean tls = "https".equals(endpoint.getScheme());
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : tls ? 443 : 80;
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(endpoint.getHost())) {
      Socket made = new Socket(Proxy.NO_PROXY); // the collector is inside
      try {
        made.setTcpNoDelay(true);
        made.connect(new InetSocketAddress(address, port), left(until));
        made.setSoTimeout(left(until));
        return tls ? withTls(made, port) : made;
      } catch (IOException e) {
        made.close();
        last = e;
      }
    }
    throw last == null ? new IOException("no address of " + endpoint.getHost()) : last;
  }

  private Socket withTls(Socket over, int port) throws IOException {
    if (sockets == null) {
      throw new IOException("there is no TLS to " + endpoint);
    }
    SSLSocket made =
        (SSLSocket)
            sockets.factory().createSocket(over, endpoint.getHost(), port, /* autoClose= */ true);
    made.startHandshake();
    return made;
  }

  @Override
  public void idle() {
    close();
  }

  private void close() {
    Socket old = socket;
    socket = null;
    if (old != null) {
      try {
        old.close();
      } catch (IOException e) {
        // Whatever it had to say, it is over.
      }
    }
  }
}
