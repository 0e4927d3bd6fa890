package dev.weft.instrumentation.http.jdk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection on which the server writes as the JDK's does, seen from the wire. */
@Timeout(30)
class ReplyStreamTest {
  private static final byte[] HEAD = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path directory;
  private static SelfSigned tls;

  private final Reply reply = new Reply();
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
  private ServerSocketChannel server;
  private Socket client;
  private SniffingChannel channel;
  private ReplyStream stream;

  /** As the server knows it. */
  private static final class Reply implements ReplyStream.Reply {
    private long length;
    private boolean headSent;

    @Override
    public long bodyLength() {
      return length;
    }

    @Override
    public boolean isHeadSent() {
      return headSent;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    if (tls == null) {
      tls = new SelfSigned(directory);
    }
    tls.ready = true;
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client = new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
    client.setSoTimeout(10_000);
    channel = new SniffingChannel(server.accept(), tls);
    stream = channel.replies(passed);
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    client.close();
    server.close();
  }

  /** As {@code sendResponseHeaders} does. */
  private void head(long length) throws IOException {
    reply.length = length;
    reply.headSent = false;
    channel.expect(reply);
    stream.write(HEAD, 0, HEAD.length);
    stream.flush();
    reply.headSent = true;
  }

  private static byte[] body(int length) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) 'b');
    return body;
  }

  private static byte[] both(byte[] head, byte[] body) {
    byte[] both = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, both, head.length, body.length);
    return both;
  }

  private byte[] received(int length) throws IOException {
    return client.getInputStream().readNBytes(length);
  }

  private int receivable() throws IOException {
    return client.getInputStream().available();
  }

  @Test
  void theHeadOfAReplyOfKnownLengthLeavesWithItsBody() throws Exception {
    for (int length : new int[] {1, 100, 1000, 100_000}) {
      head(length);
      assertThat(receivable()).isZero();
      byte[] body = body(length);
      CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(() -> unchecked(length));
      stream.write(body, 0, length);
      assertThat(all.get()).isEqualTo(both(HEAD, body));
    }
    assertThat(passed.size()).as("what the server wrote by itself").isZero();
  }

  private byte[] unchecked(int length) {
    try {
      return received(HEAD.length + length);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFlushOfTheApplicationSendsTheHeadAlone() throws Exception {
    head(10);
    stream.flush();
    assertThat(received(HEAD.length)).isEqualTo(HEAD);
  }

  @Test
  void whatFollowsTheFirstBytesOfABodyPassesAtOnce() throws Exception {
    head(20);
    stream.write(body(10), 0, 10);
    received(HEAD.length + 10);
    stream.write(body(9), 0, 9);
    stream.write('b');
    assertThat(passed.toByteArray()).isEqualTo(body(10));
  }

  @Test
  void theHeadOfAStreamedReplyPassesAtOnce() throws Exception {
    head(0);
    assertThat(passed.toByteArray()).isEqualTo(HEAD);
  }

  @Test
  void withoutAMeshedCallEverythingPassesAtOnce() throws Exception {
    stream.write(HEAD);
    assertThat(passed.toByteArray()).isEqualTo(HEAD);
  }

  @Test
  void aHeadWithoutItsBodyIsSeenWhenTheConnectionIsClosed() throws Exception {
    head(10);
    channel.close();
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(HEAD);
  }

  @Test
  void overMeshTlsHeadAndSmallBodyAreOneRecord() throws Exception {
    TlsClient peer = new TlsClient(tls.clientContext());
    CompletableFuture<Void> shaken = CompletableFuture.runAsync(peer::greet);
    channel.read(ByteBuffer.allocate(100));
    shaken.get();
    for (int length : new int[] {1000, 10_000}) {
      head(length);
      stream.write(body(length), 0, length);
      assertThat(peer.record()).isEqualTo(both(HEAD, body(length)));
    }
  }

  @Test
  void overMeshTlsAFlushSendsTheHeadAlone() throws Exception {
    TlsClient peer = new TlsClient(tls.clientContext());
    CompletableFuture<Void> shaken = CompletableFuture.runAsync(peer::greet);
    channel.read(ByteBuffer.allocate(100));
    shaken.get();
    head(10);
    stream.flush();
    assertThat(peer.record()).isEqualTo(HEAD);
  }

  /** Opens records one by one. */
  private final class TlsClient {
    private final SSLEngine engine;
    private final OutputStream out;
    private final DataInputStream in;

    TlsClient(SSLContext context) throws IOException {
      engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      out = client.getOutputStream();
      in = new DataInputStream(client.getInputStream());
    }

    /** Shakes hands and says something, and reads what the server adds to its handshake. */
    void greet() {
      try {
        engine.beginHandshake();
        while (true) {
          switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_UNWRAP -> open();
            default -> {
              wrap(ByteBuffer.wrap(HEAD));
              return;
            }
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void wrap(ByteBuffer from) throws IOException {
      ByteBuffer to = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(from, to);
      out.write(to.array(), 0, to.position());
    }

    /** What the next record brings that brings anything; others are the handshake's. */
    byte[] record() throws IOException {
      byte[] opened = open();
      while (opened.length == 0) {
        opened = open();
      }
      return opened;
    }

    private byte[] open() throws IOException {
      byte[] header = in.readNBytes(5);
      int length = (header[3] & 0xff) << 8 | header[4] & 0xff;
      ByteBuffer opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
      engine.unwrap(ByteBuffer.wrap(both(header, in.readNBytes(length))), opened);
      return Arrays.copyOf(opened.array(), opened.position());
    }
  }
}
