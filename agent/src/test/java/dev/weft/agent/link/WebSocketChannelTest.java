package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server whose every byte is the test's. */
@Timeout(30)
class WebSocketChannelTest {
  private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final AtomicLong skipped = new AtomicLong();
  private final CountDownLatch opened = new CountDownLatch(1);
  private ServerSocket door;
  private WebSocketChannel channel;
  private CompletableFuture<Void> running;
  private Socket peer;
  private String request;

  @BeforeEach
  void connect() throws Exception {
    door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Socket socket = new Socket(door.getInetAddress(), door.getLocalPort());
    channel =
        new WebSocketChannel(
            socket, () -> System.nanoTime() + skipped.get(), opened::countDown, texts::add);
    running = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (socket) {
                channel.run("collector:7700", "/v1/agents/channel", "geheim");
                running.complete(null);
              } catch (Throwable e) {
                running.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    peer = door.accept();
    request = head(peer.getInputStream());
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    door.close();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private void send(String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String answer() throws Exception {
    int at = request.indexOf("Sec-WebSocket-Key: ") + "Sec-WebSocket-Key: ".length();
    String key = request.substring(at, request.indexOf('\r', at));
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    return "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: Upgrade\r\n"
        + "sec-websocket-protocol: weft.v1\r\nsec-websocket-accept: "
        + Base64.getEncoder().encodeToString(digest)
        + "\r\n\r\n";
  }

  private void open() throws Exception {
    send(answer());
    assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** The next frame: its first byte, then its payload without the mask. */
  private String frame() throws IOException {
    DataInputStream in = new DataInputStream(peer.getInputStream());
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    assertThat(second & 0x80).as("mask bit").isNotZero();
    int length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = (int) in.readLong();
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return Integer.toHexString(first) + " " + new String(payload, StandardCharsets.ISO_8859_1);
  }

  private Throwable end() throws Exception {
    try {
      running.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("it ended without a reason");
  }

  @Test
  void asksForTheChannelAndShowsItsToken() throws Exception {
    assertThat(request)
        .startsWith("GET /v1/agents/channel HTTP/1.1\r\nHost: collector:7700\r\n")
        .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n")
        .contains("\r\nSec-WebSocket-Version: 13\r\n", "\r\nSec-WebSocket-Protocol: weft.v1\r\n")
        .contains("\r\nAuthorization: Bearer geheim\r\n");
    assertThatThrownBy(() -> channel.send("too early")).hasMessage("the channel is not open");
    send(answer() + "\u0081\u0002ok");

    assertThat(texts.poll(20, TimeUnit.SECONDS)).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n|has HTTP/1.1 200 OK, expected HTTP/1.1 101",
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\r\n|503 Service Unavailable",
        "HTTP/1.1 101 Yes\r\n\r\n|has Upgrade null, expected websocket",
        "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n|Sec-WebSocket-Protocol",
        "\r\n\r\n|expected HTTP/1.1 101"
      })
  void sayWhatAnsweredIfItIsNoChannel(String both) throws Exception {
    send(both.substring(0, both.indexOf('|')));

    assertThat(end())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(both.substring(both.indexOf('|') + 1));
    assertThat(opened.getCount()).isEqualTo(1);
  }

  @Test
  void anotherKeysProofIsNotTaken() throws Exception {
    send(answer().replaceAll("accept: ....", "accept: AAAA"));

    assertThat(end()).hasMessageContaining("Sec-WebSocket-Accept AAAA");
  }

  @Test
  void aHeadWithoutEndIsGivenUp() throws Exception {
    send("HTTP/1.1 101 Yes\r\nx: " + "y".repeat(9_000));

    assertThat(end()).hasMessageContaining("longer than 8192 bytes");
  }

  @Test
  void aRefusalAtTheDoorSaysWhy() throws Exception {
    send("HTTP/1.1 403 Forbidden\r\nWeft-Reason: token 7 is revoked.\r\n\r\n");

    assertThat(end())
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.atDoor()).isTrue())
        .hasMessage("token 7 is revoked.");
  }

  @Test
  void sendsTextOfEveryLengthMaskedAndAnswersPings() throws Exception {
    open();
    for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
      String text = "z".repeat(length);
      channel.send(text);
      assertThat(frame()).isEqualTo("81 " + text);
    }
    assertThat(channel.wantsPing(TimeUnit.MINUTES.toNanos(1))).as("at first").isTrue();
    channel.ping();
    assertThat(frame()).isEqualTo("89 ");
    assertThat(channel.wantsPing(TimeUnit.MINUTES.toNanos(1))).as("soon after").isFalse();
    assertThat(channel.wantsPing(-1)).as("later").isTrue();
    assertThat(channel.isSilent(-1)).as("before a pong").isFalse();

    send("\u0089\u0003abc");
    assertThat(frame()).isEqualTo("8a abc");
    send("\u008a\u0000\u0081\u0001x");
    assertThat(texts.poll(20, TimeUnit.SECONDS)).isEqualTo("x");
    assertThat(channel.isSilent(-1)).as("since a pong").isTrue();
    assertThat(channel.isSilent(TimeUnit.MINUTES.toNanos(1))).isFalse();
  }

  @Test
  void asksWhereOnlyOneOfTheTwoSpeaks() throws Exception {
    long limit = TimeUnit.MINUTES.toNanos(1);
    open();
    channel.ping();

    skipped.addAndGet(2 * limit);
    send("\u0081\u0001x");
    assertThat(texts.poll(20, TimeUnit.SECONDS)).isEqualTo("x");
    assertThat(channel.wantsPing(limit)).as("after being spoken to only").isTrue();
    channel.send("y");
    assertThat(channel.wantsPing(limit)).as("after both have spoken").isFalse();

    skipped.addAndGet(2 * limit);
    channel.send("z");
    assertThat(channel.wantsPing(limit)).as("after speaking only").isTrue();
    channel.ping();
    assertThat(channel.wantsPing(limit)).as("once it was asked").isFalse();
  }

  @Test
  void repeatsTheCodeOfACloseAndSaysWhy() throws Exception {
    open();
    send("\u0088\u0005\u0003\u00e9bye");

    assertThat(end()).hasMessage("closed by the other side with code 1001, bye");
    assertThat(frame()).isEqualTo("88 \u0003\u00e9");
    assertThatThrownBy(() -> channel.send("more")).hasMessage("the channel is closed");
  }

  @Test
  void aCloseForAReasonOfPolicyIsARefusal() throws Exception {
    open();
    send("\u0088\r\u0003\u00f0not allowed");

    assertThat(end())
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.lasting()).isTrue())
        .hasMessage("not allowed");
  }

  @Test
  void closesWithACodeWhereTheOtherSideBreaksTheProtocol() throws Exception {
    open();
    send("\u0082\u0001x");

    assertThat(end()).hasMessage("closed with code 1003, text expected");
    assertThat(frame()).isEqualTo("88 \u0003\u00ebtext expected");
  }

  @Test
  void endsForItsOwnReasonWhichTheReaderLearns() throws Exception {
    open();
    channel.close("no sign of life");
    channel.close("again");

    assertThat(end()).hasMessage("no sign of life");
    assertThat(frame()).isEqualTo("88 \u0003\u00e8");
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aCutIsAnEndToo() throws Exception {
    open();
    peer.close();

    assertThat(end()).isInstanceOf(IOException.class).hasMessageContaining("closed by the other");
  }
}
