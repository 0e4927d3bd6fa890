package dev.weft.instrumentation.http.jdk.server;

import dev.weft.core.identity.MeshTls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection that speaks plaintext or mesh TLS, told apart by the first byte. The
 * server sees plaintext in both cases. Only for streams: it is never registered with a selector,
 * for which the server keeps the channel beneath, and that one blocks whenever this one is used.
 * Reads by one thread at a time, writes by one, closes by any.
 */
final class SniffingChannel extends SocketChannel {
  /** First byte of a TLS record that carries a ClientHello; no HTTP method begins with it. */
  private static final byte HANDSHAKE = 0x16;

  private final SocketChannel wire;
  private final MeshTls tls;
  private boolean sniffed;
  private volatile @Nullable TlsStream secure;
  private volatile @Nullable ReplyStream replies;

  SniffingChannel(SocketChannel wire, MeshTls tls) {
    super(wire.provider());
    this.wire = wire;
    this.tls = tls;
  }

  /**
   * The identity that the peer has proven, checked anew; null: plaintext.
   *
   * @throws IOException if it must not be served any more
   */
  @Nullable String verifyPeer() throws IOException {
    TlsStream stream = secure;
    return stream == null ? null : tls.verifyPeer(stream.session());
  }

  /** Whether the connection should be closed after this request: its certificates end soon. */
  boolean endsSoon() {
    TlsStream stream = secure;
    return stream != null && tls.endsSoon(stream.session());
  }

  /**
   * What the server shall write this connection's replies to.
   *
   * @param stream which it would write them to, and which writes to this channel
   */
  ReplyStream replies(OutputStream stream) {
    ReplyStream known = replies;
    if (known == null) {
      known = new ReplyStream(stream, this);
      replies = known;
    }
    return known;
  }

  /** This one comes next. */
  void expect(ReplyStream.Reply reply) {
    ReplyStream stream = replies;
    if (stream != null) {
      stream.expect(reply);
    }
  }

  /** Writes both to their ends, together where that is possible; also while it is being closed. */
  void writeAll(ByteBuffer first, ByteBuffer second) throws IOException {
    TlsStream stream = secure;
    if (stream != null) {
      stream.write(first, second);
    } else if (!second.hasRemaining()) {
      writeAll(first);
    } else {
      ByteBuffer[] both = {first, second};
      while (second.hasRemaining()) {
        wire.write(both);
      }
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      wire.write(bytes);
    }
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    TlsStream stream = secure;
    if (stream != null) {
      return stream.read(to);
    }
    int start = to.position();
    int count = wire.read(to);
    if (sniffed || count <= 0) {
      return count;
    }
    sniffed = true;
    if (to.get(start) != HANDSHAKE || !tls.ready()) {
      return count;
    }
    ByteBuffer received = to.duplicate().flip().position(start);
    TlsStream begun = new TlsStream(wire, tls.serverContext(), received);
    to.position(start);
    begun.handshake();
    tls.verifyPeer(begun.session());
    secure = begun;
    return begun.read(to);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    TlsStream stream = secure;
    return stream == null ? wire.write(from) : stream.write(from);
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (to[i].hasRemaining()) {
        return read(to[i]);
      }
    }
    return 0;
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += write(from[i]);
    }
    return count;
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    TlsStream stream = secure;
    ReplyStream replying = replies;
    try {
      if (replying != null) {
        replying.sendKept();
      }
      if (stream != null) {
        stream.close();
      }
    } finally {
      wire.close();
    }
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    wire.configureBlocking(block);
  }

  @Override
  public SocketChannel bind(@Nullable SocketAddress local) throws IOException {
    wire.bind(local);
    return this;
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    wire.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return wire.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return wire.supportedOptions();
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    wire.shutdownInput();
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    wire.shutdownOutput();
    return this;
  }

  @Override
  public Socket socket() {
    return wire.socket();
  }

  @Override
  public boolean isConnected() {
    return wire.isConnected();
  }

  @Override
  public boolean isConnectionPending() {
    return wire.isConnectionPending();
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return wire.connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return wire.finishConnect();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return wire.getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return wire.getLocalAddress();
  }
}
