package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Hostile bodies. */
class AbusiveBodiesTest extends AbuseFixture {
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
}
