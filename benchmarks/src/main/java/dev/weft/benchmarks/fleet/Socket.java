package dev.weft.benchmarks.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a WebSocket (RFC 6455) to a peer that is trusted to keep to it: as little as
 * it takes, since a thousand of them share two cores with what they measure. For the fleet's thread
 * alone.
 */
final class Socket {
  private static final int MAX_HEAD = 8 * 1024;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** The last frame of a message. */
  private static final int FIN = 0x80;

  /**
   * Clients have to mask what they send, against caches that scripts of a browser might poison.
   * None is here, and masking with zero leaves the bytes as they are.
   */
  private static final int MASKED = 0x80;

  private static final byte[] MASK = new byte[4];

  /** Told what happens; any call may close the socket. */
  interface Listener {
    void opened();

    void text(byte[] message);

    /** Once, whoever has ended it; also where it never opened. */
    void closed(String reason);
  }

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Listener listener;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private byte[] kept = new byte[0];
  private boolean open;
  private boolean closed;

  /** Begins to connect. */
  Socket(Selector selector, InetSocketAddress to, String path, String protocol, Listener listener)
      throws IOException {
    this.listener = listener;
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String head =
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            .formatted(path, to.getHostString(), to.getPort());
    head += "Sec-WebSocket-Key: d2VmdCBzaW11bGF0ZWQgMQ==\r\nSec-WebSocket-Version: 13\r\n";
    head += "Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n";
    waiting.add(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    boolean connected = channel.connect(to);
    key =
        channel.register(
            selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
  }

  /** Something can be done without waiting. */
  void ready(ByteBuffer scratch) {
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        key.interestOps(SelectionKey.OP_WRITE);
      }
      if (key.isValid() && key.isWritable()) {
        flush();
      }
      if (key.isValid() && key.isReadable()) {
        read(scratch);
      }
    } catch (IOException e) {
      close(e.toString());
    }
  }

  private void read(ByteBuffer scratch) throws IOException {
    scratch.clear().put(kept);
    int count = channel.read(scratch);
    if (count < 0) {
      close("the connection ended");
      return;
    }
    scratch.flip();
    if (!open && !head(scratch)) {
      keep(scratch);
      return;
    }
    while (!closed && frame(scratch)) {
      // One after the other.
    }
    keep(scratch);
  }

  private void keep(ByteBuffer rest) throws IOException {
    if (rest.remaining() == rest.capacity()) {
      throw new IOException("a frame is longer than " + rest.capacity() + " bytes");
    }
    kept = new byte[rest.remaining()];
    rest.get(kept);
  }

  /** Whether it was there and has opened the socket. */
  private boolean head(ByteBuffer in) throws IOException {
    String text = StandardCharsets.ISO_8859_1.decode(in.duplicate()).toString();
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 && text.length() < MAX_HEAD) {
      return false;
    }
    if (!text.startsWith("HTTP/1.1 101")) {
      throw new IOException("no WebSocket: " + text.lines().findFirst().orElse(""));
    }
    in.position(in.position() + end + 4);
    open = true;
    listener.opened();
    return true;
  }

  /** Whether one was complete. */
  private boolean frame(ByteBuffer in) throws IOException {
    if (in.remaining() < 2) {
      return false;
    }
    int start = in.position();
    int first = in.get(start) & 0xff;
    int length = in.get(start + 1) & 0x7f;
    int header = length == 126 ? 4 : length == 127 ? 10 : 2;
    if (in.remaining() < header) {
      return false;
    }
    if (length == 126) {
      length = in.getShort(start + 2) & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(in.getLong(start + 2));
    }
    if (in.remaining() < header + length) {
      return false;
    }
    byte[] payload = new byte[length];
    in.position(start + header);
    in.get(payload);
    received(first, payload);
    return true;
  }

  private void received(int first, byte[] payload) throws IOException {
    switch (first & 0x0f) {
      case TEXT, CONTINUATION -> {
        if ((first & FIN) != 0 && message.size() == 0) {
          listener.text(payload);
          return;
        }
        message.writeBytes(payload);
        if ((first & FIN) != 0) {
          byte[] whole = message.toByteArray();
          message.reset();
          listener.text(whole);
        }
      }
      case PING -> send(PONG, payload);
      case CLOSE ->
          close(
              payload.length < 2
                  ? "closed"
                  : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
      default -> {
        // A pong that nobody asked for.
      }
    }
  }

  void send(String text) {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private void send(int type, byte[] payload) {
    if (closed) {
      return;
    }
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) (FIN | type));
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xffff) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    waiting.add(frame.put(MASK).put(payload).flip());
    try {
      flush();
    } catch (IOException e) {
      close(e.toString());
    }
  }

  private void flush() throws IOException {
    while (!waiting.isEmpty()) {
      channel.write(waiting.peek());
      if (waiting.peek().hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
      waiting.remove();
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  void close(String reason) {
    if (closed) {
      return;
    }
    closed = true;
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone in any case.
    }
    listener.closed(reason);
  }

  /** That of a selected key. */
  static @Nullable Socket of(SelectionKey key) {
    return (Socket) key.attachment();
  }
}
