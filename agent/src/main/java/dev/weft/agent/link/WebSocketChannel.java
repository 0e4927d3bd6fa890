package dev.weft.agent.link;

import dev.weft.core.time.Clock;
import dev.weft.policy.frame.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.HandshakeImpl1Client;
import org.java_websocket.protocols.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket over one socket. Java-WebSocket frames and checks the protocol; its client class is
 * not used, because it starts threads of its own. One thread reads ({@link #run}), any may send.
 */
final class WebSocketChannel {
  private static final int READ_BYTES = 16 * 1024;

  private static final int MAX_HEAD = 8 * 1024;

  /** The collector's header that says why a handshake is refused. */
  private static final String REASON = "\r\nweft-reason: ";

  /** What came before the channel was open; for its reading thread. */
  private final StringBuilder head = new StringBuilder();

  private final Socket socket;
  private final Clock clock;
  private final Events events;
  private final WebSocketImpl webSocket;
  private final Object writeLock = new Object();
  private volatile long lastReadNanos;

  /**
   * @param opened run on the reading thread when the handshake is done
   * @param text takes each message, on the reading thread
   */
  WebSocketChannel(Socket socket, Clock clock, Runnable opened, Consumer<String> text) {
    this.socket = socket;
    this.clock = clock;
    this.events = new Events(this::flush, opened, text);
    this.webSocket =
        new WebSocketImpl(
            events,
            new Draft_6455(
                List.of(), List.of(new Protocol(Channel.SUBPROTOCOL)), Channel.MAX_MESSAGE_BYTES));
  }

  /**
   * Makes the handshake and reads until the end. Returns or throws when the channel is over.
   *
   * @param host for the Host header
   * @param path of the channel
   * @param token sent as a bearer token; null: none
   * @throws IOException says why it is over
   */
  void run(String host, String path, @Nullable String token) throws IOException {
    HandshakeImpl1Client handshake = new HandshakeImpl1Client();
    handshake.setResourceDescriptor(path);
    handshake.put("Host", host);
    if (token != null) {
      handshake.put("Authorization", "Bearer " + token);
    }
    try {
      webSocket.startHandshake(handshake);
    } catch (InvalidHandshakeException e) {
      throw new IOException("handshake cannot be made: " + e.getMessage(), e);
    }
    try {
      read(socket.getInputStream());
    } catch (IOException e) {
      throwIfRefused();
      throw new IOException(events.closeReason(String.valueOf(e.getMessage())), e);
    }
    throwIfRefused();
    throw new IOException(events.closeReason("closed by the other side"));
  }

  private void throwIfRefused() throws RefusedException {
    String refusal = events.refusal();
    if (refusal != null) {
      throw new RefusedException(refusal, false);
    }
    String answer = head.toString();
    if (answer.startsWith("HTTP/1.1 401") || answer.startsWith("HTTP/1.1 403")) {
      throw new RefusedException(reason(answer), true);
    }
  }

  /** Java-WebSocket keeps the status line of a refused handshake only. */
  private static String reason(String answer) {
    int at = answer.indexOf(REASON);
    int end = at < 0 ? -1 : answer.indexOf('\r', at + REASON.length());
    return end < 0
        ? answer.substring(0, Math.min(answer.length(), "HTTP/1.1 401".length()))
        : answer.substring(at + REASON.length(), end);
  }

  private void read(InputStream in) throws IOException {
    byte[] buffer = new byte[READ_BYTES];
    while (!webSocket.isFlushAndClose() && !webSocket.isClosed()) {
      int length = in.read(buffer);
      if (length < 0) {
        webSocket.eot();
        break;
      }
      lastReadNanos = clock.nanos();
      if (!webSocket.isOpen() && head.length() < MAX_HEAD) {
        head.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
      }
      webSocket.decode(ByteBuffer.wrap(buffer, 0, length));
      if (webSocket.isOpen() && socket.getSoTimeout() != 0) {
        // From here on silence is judged by the lease.
        socket.setSoTimeout(0);
      }
    }
  }

  /**
   * Sends one message.
   *
   * @throws IOException if the channel is over
   */
  void send(String text) throws IOException {
    try {
      webSocket.send(text);
    } catch (WebsocketNotConnectedException e) {
      throw new IOException("the channel is closed", e);
    }
    IOException failure = events.writeFailure();
    if (failure != null) {
      throw failure;
    }
  }

  /** Asks the other side for a sign of life. */
  void ping() throws IOException {
    try {
      webSocket.sendPing();
    } catch (WebsocketNotConnectedException e) {
      throw new IOException("the channel is closed", e);
    }
  }

  /** Whether the other side has answered a ping on this channel, and since when it is silent. */
  boolean isSilent(long forNanos) {
    return events.ponged() && clock.nanos() - lastReadNanos > forNanos;
  }

  InetAddress localAddress() {
    return socket.getLocalAddress();
  }

  /** Ends it; the reading thread returns. Further calls do nothing. */
  void close(String reason) {
    events.ends(reason);
    try {
      webSocket.close();
      socket.close();
    } catch (IOException e) {
      events.failed(e);
    }
  }

  /** Writes what the WebSocket has queued, in its order, whichever thread queued it. */
  private void flush() {
    synchronized (writeLock) {
      try {
        OutputStream out = socket.getOutputStream();
        for (ByteBuffer next = webSocket.outQueue.poll();
            next != null;
            next = webSocket.outQueue.poll()) {
          out.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
        }
        out.flush();
      } catch (IOException e) {
        events.failed(e);
      }
    }
  }
}
