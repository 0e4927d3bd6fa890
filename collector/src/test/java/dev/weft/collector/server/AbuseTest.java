package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hostile connections, heads and streams. */
class AbuseTest extends AbuseFixture {
  @Test
  void aHeadThatNeverEndsIsGivenUp() throws IOException {
    try (Socket slow = socket()) {
      write(slow, "GET /v1/policies HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      String answer = drain(slow);
      assertThat(answer).doesNotContain("200 OK");
    }
  }

  @Test
  void aHeadThatTricklesIsGivenUpAlsoAfterAGoodRequest() throws Exception {
    try (Socket slow = socket()) {
      write(slow, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\n");
      IOException ended = null;
      long until = System.nanoTime() + Duration.ofMillis(GIVE_UP_MILLIS).toNanos();
      while (ended == null && System.nanoTime() < until) {
        try {
          slow.setSoTimeout(200);
          if (slow.getInputStream().skip(10_000) == 0) {
            write(slow, "X: y\r\n");
          }
        } catch (SocketTimeoutException e) {
          // The pause between two lines.
        } catch (IOException e) {
          ended = e;
        }
      }
      assertThat(ended).isNotNull();
    }
  }

  @Test
  void aConnectionThatSaysNothingIsGivenUp() throws IOException {
    try (Socket silent = socket()) {
      assertThat(drain(silent)).isEmpty();
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws IOException {
    try (Socket slow = socket()) {
      write(slow, "POST /v1/policies HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nk");
      String answer = drain(slow);
      assertThat(answer).startsWith("HTTP/1.1 503").contains("in time");
    }
  }

  @Test
  void hundredMegabytesAreRefusedWithoutBeingRead() throws IOException {
    for (String path : new String[] {"/v1/policies", "/v1/traces"}) {
      try (Socket big = socket()) {
        write(
            big,
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                + "Content-Length: 104857600\r\n\r\n");
        byte[] part = new byte[1024 * 1024];
        int sent = 0;
        try {
          while (sent < 100) {
            big.getOutputStream().write(part);
            sent++;
          }
        } catch (IOException refused) {
          assertThat(refused).hasMessageMatching(".*(reset|pipe|closed|abort).*");
        }
        String answer = sent < 100 ? "" : drain(big);
        assertThat(answer).as(path).doesNotContain("200 OK");
      }
    }
  }

  @Test
  void chunksWithoutEndAreRefused() throws IOException {
    try (Socket big = socket()) {
      write(
          big,
          "POST /v1/policies HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] chunk =
          ("10000\r\n" + "a".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      try {
        while (sent < 1_600) {
          big.getOutputStream().write(chunk);
          sent++;
        }
      } catch (IOException refused) {
        sent = -1;
      }
      assertThat(sent < 0 ? "413" : drain(big)).contains("413");
    }
  }

  @Test
  void floodsOfHeadersAreRefused() throws IOException {
    StringBuilder flood = new StringBuilder("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 0; i < 10_000; i++) {
      flood.append("X-").append(i).append(": ").append("y".repeat(100)).append("\r\n");
    }
    try (Socket socket = socket()) {
      try {
        write(socket, flood.append("\r\n").toString());
      } catch (IOException refused) {
        return; // closed while we were still writing
      }
      assertThat(drain(socket)).startsWith("HTTP/1.1 4").doesNotContain("200 OK");
    }
  }

  @Test
  void streamsThatAreResetAtOnceEndTheConnection() throws IOException {
    try (Socket socket = socket()) {
      OutputStream out = socket.getOutputStream();
      write(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      out.write(frame(4, 0, 0, new byte[0]));
      // :method GET, :scheme http, :path /, :authority localhost (RFC 7541, appendix A)
      byte[] headers = {
        (byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't'
      };
      ByteArrayOutputStream burst = new ByteArrayOutputStream();
      boolean ended = false;
      for (int stream = 1; stream < 200_000 && !ended; stream += 2) {
        burst.writeBytes(frame(1, 5, stream, headers));
        burst.writeBytes(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
        if (burst.size() > 32_000) {
          try {
            burst.writeTo(out);
          } catch (IOException closed) {
            ended = true;
          }
          burst.reset();
        }
      }
      if (!ended) {
        // GOAWAY (7) with ENHANCE_YOUR_CALM (11), and then the end.
        assertThat(drain(socket)).contains("\u0000\u0000\u0000\u000b");
      }
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return java.nio.ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Test
  void manyIdleConnectionsLeaveRoomForOthersAndAreGivenUp() throws IOException {
    // Each costs two descriptors, as both ends are in this process.
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1_500; i++) {
        idle.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", collector.port())));
      }
      HttpClient other = HttpClient.newHttpClient();
      assertThat(collector.as(other, "").get("/readyz").statusCode()).isEqualTo(200);
      assertThat(used() - before).isLessThan(ROOM + 1_500 * 20_000L);
      assertThat(drain(idle.get(0).socket())).isEmpty();
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }

  private Socket socket() throws IOException {
    return new Socket("127.0.0.1", collector.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** What comes until the other side closes, which it must. */
  private static String drain(Socket socket) throws IOException {
    socket.setSoTimeout(GIVE_UP_MILLIS);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      byte[] part = new byte[8_192];
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        all.write(part, 0, length);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open after " + GIVE_UP_MILLIS + " ms", e);
    } catch (IOException reset) {
      assertThat(reset).hasMessageMatching(".*(reset|closed|abort).*");
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
