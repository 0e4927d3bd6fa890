package dev.weft.instrumentation.http.jdk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.fake.FaultyMesh;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SniffingChannelTest {
  @TempDir static Path directory;
  private static SelfSigned keys;

  private SelfSigned tls;
  private ServerSocketChannel server;
  private Socket client;
  private SniffingChannel channel;

  @BeforeEach
  void connect() throws Exception {
    if (keys == null) {
      keys = new SelfSigned(directory);
    }
    tls = keys;
    tls.ready = true;
    tls.expelled = false;
    tls.broken = false;
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client = new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
    client.setSoTimeout(10_000);
    channel = new SniffingChannel(server.accept(), tls);
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    client.close();
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private SSLSocket secured() throws IOException {
    return (SSLSocket) tls.clientContext().getSocketFactory().createSocket(client, "x", 1, true);
  }

  private byte[] readFully(int count) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(count);
    while (all.hasRemaining()) {
      ByteBuffer some = ByteBuffer.allocate(Math.min(8192, all.remaining()));
      if (channel.read(some) < 0) {
        break;
      }
      all.put(some.flip());
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  @Test
  void plaintextPassesUnchanged() throws Exception {
    client.getOutputStream().write(bytes("GET / HTTP/1.1\r\n"));
    assertThat(readFully(16)).isEqualTo(bytes("GET / HTTP/1.1\r\n"));
    channel.write(ByteBuffer.wrap(bytes("200")));
    assertThat(client.getInputStream().readNBytes(3)).isEqualTo(bytes("200"));
    assertThat(channel.verifyPeer()).isNull();
  }

  @Test
  void meshTlsIsDecryptedAndThePeerKnown() throws Exception {
    CompletableFuture<byte[]> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                SSLSocket socket = secured();
                socket.getOutputStream().write(bytes("hello"));
                return socket.getInputStream().readNBytes(5);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(readFully(5)).isEqualTo(bytes("hello"));
    assertThat(channel.verifyPeer()).isEqualTo("CN=weft");
    channel.write(ByteBuffer.wrap(bytes("world")));
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("world"));
  }

  @Test
  void aPeerThatCannotBeCheckedAnyMoreIsNotServedAndTheFaultIsTold() throws Exception {
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> {
              try {
                secured().getOutputStream().write(bytes("hello"));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(readFully(5)).isEqualTo(bytes("hello"));
    sent.get(10, TimeUnit.SECONDS);
    FaultyMesh mesh = new FaultyMesh();
    MeshFilter filter = new MeshFilter(mesh, new Served());
    assertThat(filter.verifyPeer(channel)).isEqualTo("CN=weft");

    tls.broken = true;

    assertThatThrownBy(() -> filter.verifyPeer(channel)).isInstanceOf(IOException.class);
    assertThat(mesh.faults).containsExactly("jdk-http-server: broken");
  }

  @Test
  void largeBodiesPassBothWaysAtOnce() throws Exception {
    int size = 3_000_000;
    byte[] up = new byte[size];
    Arrays.fill(up, (byte) 'u');
    CompletableFuture<byte[]> down =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                SSLSocket socket = secured();
                OutputStream out = socket.getOutputStream();
                CompletableFuture<byte[]> received =
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            InputStream in = socket.getInputStream();
                            return in.readNBytes(size);
                          } catch (IOException e) {
                            throw new IllegalStateException(e);
                          }
                        });
                out.write(up);
                return received.join();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    byte[] first = readFully(1);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                ByteBuffer answer = ByteBuffer.wrap(new byte[size]);
                while (answer.hasRemaining()) {
                  channel.write(answer);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    byte[] rest = readFully(size - 1);
    assertThat(first[0]).isEqualTo((byte) 'u');
    assertThat(rest).isEqualTo(Arrays.copyOf(up, size - 1));
    writing.get(10, TimeUnit.SECONDS);
    assertThat(down.get(10, TimeUnit.SECONDS)).hasSize(size);
  }

  @Test
  void thePeersGoodbyeIsTheEnd() throws Exception {
    CompletableFuture<Void> visit =
        CompletableFuture.runAsync(
            () -> {
              try (SSLSocket socket = secured()) {
                socket.getOutputStream().write(bytes("x"));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(readFully(2)).isEqualTo(bytes("x"));
    visit.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatOnlyLooksLikeTlsIsRefused() throws Exception {
    client.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 'h', 'e', 'l', 'l', 'o'});
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(100)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anExpelledPeerIsNotLetIn() throws Exception {
    tls.expelled = true;
    CompletableFuture.runAsync(
        () -> {
          try {
            secured().getOutputStream().write(bytes("x"));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(100))).hasMessage("expelled");
  }

  @Test
  void withoutACertificateNothingIsSniffed() throws Exception {
    tls.ready = false;
    client.getOutputStream().write(new byte[] {0x16, 3, 1});
    assertThat(readFully(3)).isEqualTo(new byte[] {0x16, 3, 1});
  }

  @Test
  void closingClosesTheConnection() throws Exception {
    channel.close();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }
}
