package dev.weft.agent.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.Handshakedata;
import org.jspecify.annotations.Nullable;

/** What Java-WebSocket tells of a {@link WebSocketChannel}. */
final class Events extends WebSocketAdapter {
  private final Runnable flush;
  private final Runnable opened;
  private final Consumer<String> text;

  /** RFC 6455, 7.4.1. */
  private static final int POLICY_VIOLATION = 1008;

  private volatile @Nullable String refusal;
  private volatile boolean ponged;
  private volatile @Nullable String closeReason;
  private volatile @Nullable IOException failure;

  Events(Runnable flush, Runnable opened, Consumer<String> text) {
    this.flush = flush;
    this.opened = opened;
    this.text = text;
  }

  boolean ponged() {
    return ponged;
  }

  @Nullable IOException writeFailure() {
    return failure;
  }

  void failed(IOException e) {
    failure = e;
  }

  /** We end it; the first reason counts. */
  void ends(String reason) {
    if (closeReason == null) {
      closeReason = reason;
    }
  }

  /** Why it is over; {@code otherwise} where nobody has said so. */
  String closeReason(String otherwise) {
    String reason = closeReason;
    IOException failed = failure;
    return reason != null
        ? reason
        : failed != null ? String.valueOf(failed.getMessage()) : otherwise;
  }

  @Override
  public void onWebsocketOpen(WebSocket conn, Handshakedata handshake) {
    opened.run();
  }

  @Override
  public void onWebsocketMessage(WebSocket conn, String message) {
    text.accept(message);
  }

  @Override
  public void onWebsocketMessage(WebSocket conn, ByteBuffer blob) {
    conn.close(1003, "text expected");
  }

  @Override
  public void onWebsocketPong(WebSocket conn, Framedata frame) {
    ponged = true;
  }

  @Override
  public void onWriteDemand(WebSocket conn) {
    flush.run();
  }

  @Override
  public void onWebsocketError(WebSocket conn, Exception e) {
    failed(e instanceof IOException io ? io : new IOException(e.toString(), e));
  }

  @Override
  public void onWebsocketClosing(WebSocket conn, int code, String reason, boolean remote) {
    note(code, reason, remote);
  }

  @Override
  public void onWebsocketClose(WebSocket conn, int code, String reason, boolean remote) {
    note(code, reason, remote);
  }

  @Override
  public void onWebsocketCloseInitiated(WebSocket conn, int code, String reason) {
    note(code, reason, false);
  }

  /** What the collector says when it ends a connection for a reason; null where it did not. */
  @Nullable String refusal() {
    return refusal;
  }

  private void note(int code, @Nullable String reason, boolean remote) {
    if (remote && code == POLICY_VIOLATION && refusal == null && closeReason == null) {
      refusal = String.valueOf(reason);
    }
    if (closeReason == null) {
      closeReason =
          (remote ? "closed by the other side" : "closed")
              + " with code "
              + code
              + (reason == null || reason.isEmpty() ? "" : ", " + reason);
    }
  }

  @Override
  public @Nullable InetSocketAddress getLocalSocketAddress(WebSocket conn) {
    return null;
  }

  @Override
  public @Nullable InetSocketAddress getRemoteSocketAddress(WebSocket conn) {
    return null;
  }
}
