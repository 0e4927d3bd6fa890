package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a hostile client may try. After each attempt another client must be served as before and the
 * memory in use must be what it was, give or take what one request may have.
 */
class AbuseTest {
  /** A request may hold 4 MiB of body, its text and its tree; garbage is collected before. */
  private static final long ROOM = 24L * 1024 * 1024;

  private static final Limits LIMITS = new Limits(2_000, 3_000);

  @TempDir Path folder;
  private TestCollector collector;
  private long before;

  @BeforeEach
  void start() {
    collector = TestCollector.in(folder, LIMITS);
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
    before = used();
  }

  @AfterEach
  void othersAreServedAndNothingIsKept() {
    long begin = System.nanoTime();
    HttpResponse<String> answer =
        collector.post("/v1/policies?dryRun=true", TestCollector.route("a", "v1"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(used() - before).isLessThan(ROOM);
    collector.close();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void aHeadThatNeverEndsIsGivenUp() throws IOException {
    try (Socket slow = socket()) {
      write(slow, "GET /v1/policies HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      String answer = drain(slow, LIMITS.idleMillis() + 8_000);
      assertThat(answer).doesNotContain("200 OK");
    }
  }

  @Test
  void aHeadThatTricklesIsGivenUpAlsoAfterAGoodRequest() throws Exception {
    try (Socket slow = socket()) {
      write(slow, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\n");
      IOException ended = null;
      long until = System.nanoTime() + Duration.ofMillis(4 * LIMITS.idleMillis()).toNanos();
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
      assertThat(drain(silent, LIMITS.idleMillis() + 8_000)).isEmpty();
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws IOException {
    try (Socket slow = socket()) {
      write(slow, "POST /v1/policies HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nk");
      String answer = drain(slow, LIMITS.requestMillis() + 8_000);
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
        String answer = sent < 100 ? "" : drain(big, 5_000);
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
      assertThat(sent < 0 ? "413" : drain(big, 5_000)).contains("413");
    }
  }

  @Test
  void yamlBombsAndDeepNestingAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      String last = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(",", last, last, last, last, last, last, last, last)).append("]\n");
    }
    assertThat(collector.post("/v1/policies", bomb.toString()).statusCode()).isEqualTo(400);
    for (String deep :
        new String[] {
          "[".repeat(10_000),
          "[".repeat(10_000) + "]".repeat(10_000),
          "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
          "- ".repeat(10_000) + "x"
        }) {
      assertThat(collector.post("/v1/policies", deep).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void deepNestingIsRefusedInOtherBodiesToo() {
    assertThat(collector.post("/v1/tokens", "[".repeat(10_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void jsonOfTelemetryIsBoundedToo() throws IOException {
    String deep = "{\"arrayValue\":{\"values\":[".repeat(10_000);
    String many = "{\"resourceSpans\":[" + "{},".repeat(1_300_000) + "{}]}";
    for (String body : new String[] {"[".repeat(100_000), "{\"resourceSpans\":[" + deep, many}) {
      HttpResponse<String> answer =
          collector.send(
              HttpRequest.newBuilder(collector.uri("/v1/traces"))
                  .header("content-type", "application/json")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("no OTLP request for traces").hasSizeLessThan(1_000);
    }
  }

  @Test
  void gzipBombsAreRefused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 200; i++) {
        out.write(zeros);
      }
    }
    HttpResponse<String> answer =
        collector.send(
            HttpRequest.newBuilder(collector.uri("/v1/traces"))
                .header("content-type", "application/x-protobuf")
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
    assertThat(answer.statusCode()).isEqualTo(413);
    ByteArrayOutputStream grpc = new ByteArrayOutputStream();
    grpc.write(1);
    grpc.write(java.nio.ByteBuffer.allocate(4).putInt(packed.size()).array());
    packed.writeTo(grpc);
    HttpResponse<String> status =
        collector.send(
            HttpRequest.newBuilder(
                    collector.uri("/opentelemetry.proto.collector.trace.v1.TraceService/Export"))
                .header("content-type", "application/grpc")
                .header("grpc-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(grpc.toByteArray())));
    assertThat(status.headers().firstValue("grpc-status")).isNotEqualTo(java.util.Optional.of("0"));
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
      assertThat(drain(socket, 5_000)).startsWith("HTTP/1.1 4").doesNotContain("200 OK");
    }
  }

  @Test
  void garbageIsAnsweredWithAnErrorOnEveryPath() {
    byte[] garbage = new byte[50_000];
    new java.util.Random(7).nextBytes(garbage);
    for (String path :
        new String[] {
          "/v1/traces",
          "/v1/metrics",
          "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
          "/v1/agents/channel",
          "/v1/policies",
          "/v1/tokens"
        }) {
      HttpResponse<String> answer =
          collector.send(
              HttpRequest.newBuilder(collector.uri(path))
                  .header("content-type", "application/x-protobuf")
                  .POST(BodyPublishers.ofByteArray(garbage)));
      boolean grpcError = !answer.headers().firstValue("grpc-status").orElse("0").equals("0");
      assertThat(answer.statusCode() >= 400 && answer.statusCode() < 500 || grpcError)
          .as(path + " " + answer)
          .isTrue();
      assertThat(answer.body()).doesNotContain("\tat ");
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
        assertThat(drain(socket, 5_000)).contains("\u0000\u0000\u0000\u000b");
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
      assertThat(drain(idle.get(0).socket(), LIMITS.idleMillis() + 15_000)).isEmpty();
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
  private static String drain(Socket socket, long withinMillis) throws IOException {
    socket.setSoTimeout((int) withinMillis);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      byte[] part = new byte[8_192];
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        all.write(part, 0, length);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open after " + withinMillis + " ms", e);
    } catch (IOException reset) {
      assertThat(reset).hasMessageMatching(".*(reset|closed|abort).*");
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
