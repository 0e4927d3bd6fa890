package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.sun.net.httpserver.HttpServer;
import dev.weft.collector.json.Tree;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String GRPC = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  @TempDir Path folder;
  private final BlockingQueue<byte[]> forwarded = new LinkedBlockingQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private HttpServer backend;
  private TestCollector collector;

  @BeforeEach
  void start() throws IOException {
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean failing = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
          if (!failing) {
            forwarded.add(body);
          }
          exchange.sendResponseHeaders(failing ? 503 : 200, -1);
          exchange.close();
        });
    backend.start();
    collector =
        TestCollector.start(
            TestCollector.options(folder)
                .otlpEndpoint("http://127.0.0.1:" + backend.getAddress().getPort())
                .build());
  }

  @AfterEach
  void stop() {
    collector.close();
    backend.stop(0);
  }

  @Test
  void spansOverHttpAreStoredAndForwardedAsTheyCame() throws Exception {
    byte[] body = request("web", 1, 0, "GET").toByteArray();
    assertThat(post(body, "identity", "application/x-protobuf")).isEqualTo(200);
    assertThat(forwarded.poll(5, TimeUnit.SECONDS)).isEqualTo(body);
    assertThat(post(gzip(request("reviews", 2, 1, "GET /reviews").toByteArray()), "gzip"))
        .isEqualTo(200);

    assertThat(data("/api/services")).containsExactly("reviews", "web");
    Object trace = data("/api/traces/" + TRACE).get(0);
    assertThat(Tree.text(trace, "traceID")).isEqualTo(TRACE);
    assertThat(Tree.list(trace, "spans")).hasSize(2);
    Object child = Tree.list(trace, "spans").get(1);
    assertThat(Tree.text(Tree.list(child, "references").get(0), "spanID"))
        .isEqualTo("0000000000000001");
    assertThat(Tree.number(child, "duration")).isEqualTo(5_000);
    assertThat(Tree.text(Tree.object(trace, "processes", "p2"), "serviceName"))
        .isEqualTo("reviews");
    Object edge = data("/api/dependencies?endTs=2000000000000&lookback=2000000000000").get(0);
    assertThat(Tree.text(edge, "parent")).isEqualTo("web");
    assertThat(Tree.text(edge, "child")).isEqualTo("reviews");
    assertThat(data("/api/traces?start=1&service=reviews&minDuration=4ms")).hasSize(1);
    assertThat(data("/api/traces?start=1&service=reviews&minDuration=6ms")).isEmpty();
    assertThat(data("/api/traces?start=1&service=web&tags=%7B%22n%22%3A%221%22%7D")).hasSize(1);
    assertThat(collector.get("/api/traces/ff").statusCode()).isEqualTo(404);
  }

  @Test
  void spansOverGrpcAreTakenPlainAndPacked() throws Exception {
    byte[] plain = request("web", 1, 0, "GET").toByteArray();
    assertThat(grpc(frame(0, plain), "identity")).isEqualTo("0");
    assertThat(grpc(frame(1, gzip(request("web", 2, 1, "GET").toByteArray())), "gzip"))
        .isEqualTo("0");
    assertThat(Tree.list(data("/api/traces/" + TRACE).get(0), "spans")).hasSize(2);
  }

  @Test
  void spansAsJsonAreTakenAndForwardedAsProtobuf() throws Exception {
    String json = new String(getClass().getResourceAsStream("/otlp/spans.json").readAllBytes());
    assertThat(post(json.getBytes(), "identity", "application/json")).isEqualTo(200);
    ExportTraceServiceRequest sent =
        ExportTraceServiceRequest.parseFrom(forwarded.poll(5, TimeUnit.SECONDS));
    Span span = sent.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getTraceId()).isEqualTo(ByteString.fromHex(TRACE));
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1_700_000_000_000_000_000L);
    assertThat(span.getAttributesList())
        .extracting(attribute -> attribute.getValue().getValueCase())
        .containsExactly(
            AnyValue.ValueCase.STRING_VALUE,
            AnyValue.ValueCase.INT_VALUE,
            AnyValue.ValueCase.DOUBLE_VALUE,
            AnyValue.ValueCase.BYTES_VALUE,
            AnyValue.ValueCase.ARRAY_VALUE);
    assertThat(post(gzip(json.getBytes()), "gzip", "application/json")).isEqualTo(200);
    assertThat(Tree.list(data("/api/traces/" + TRACE).get(0), "spans")).hasSize(1);
  }

  @Test
  void jsonThatIsNoOtlpIsRefusedWithItsPlace() {
    assertThat(json("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"zz\"}]}]}]}"))
        .contains("resourceSpans[0].scopeSpans[0].spans[0].traceId: expected hexadecimal digits");
    assertThat(json("{\"resourceSpans\":5}")).contains("resourceSpans: expected a list");
    assertThat(json("[]")).contains("expected an object");
    assertThat(json("{")).contains("no OTLP request for traces");
    assertThat(json("[".repeat(10_000))).contains("no OTLP request for traces");
    assertThat(post(gzip(new byte[20 * 1024 * 1024]), "gzip", "application/json")).isEqualTo(413);
  }

  private String json(String body) {
    var response =
        collector.send(
            java.net.http.HttpRequest.newBuilder(collector.uri("/v1/traces"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    assertThat(response.statusCode()).isEqualTo(400);
    return response.body();
  }

  @Test
  void whatIsNoOtlpIsRefusedAndCounted() throws Exception {
    assertThat(post(new byte[] {9, 9, 9}, "identity", "application/x-protobuf")).isEqualTo(400);
    assertThat(post(new byte[] {9}, "gzip", "application/x-protobuf")).isEqualTo(400);
    assertThat(post(new byte[0], "identity", "text/plain")).isEqualTo(415);
    assertThat(post(gzip(new byte[20 * 1024 * 1024]), "gzip")).isEqualTo(413);
    assertThat(grpc(frame(1, gzip(new byte[20 * 1024 * 1024])), "gzip")).isEqualTo("8");
    assertThat(grpc(frame(0, new byte[] {9, 9}), "identity")).isEqualTo("3");
    assertThat(grpc(new byte[] {0, 0, 0}, "identity")).isEqualTo("3");
    assertThat(grpc(frame(0, new byte[5 * 1024 * 1024]), "identity")).isEqualTo("8");
    assertThat(grpc(frame(1, new byte[1]), "snappy")).isEqualTo("12");
    assertThat(collector.get("/metrics").body())
        .contains("weft_collector_otlp_requests_refused_total{signal=\"traces\"} 9.0");
  }

  @Test
  void aFailingEndpointIsTriedAgain() throws Exception {
    failures.set(1);
    byte[] body = request("web", 1, 0, "GET").toByteArray();
    assertThat(post(body, "identity", "application/x-protobuf")).isEqualTo(200);
    assertThat(forwarded.poll(10, TimeUnit.SECONDS)).isEqualTo(body);
    assertThat(collector.get("/metrics").body())
        .contains("weft_collector_otlp_forward_retries_total 1.0");
  }

  private int post(byte[] body, String encoding) {
    return post(body, encoding, "application/x-protobuf");
  }

  private int post(byte[] body, String encoding, String type) {
    return collector
        .send(
            java.net.http.HttpRequest.newBuilder(collector.uri("/v1/traces"))
                .header("content-type", type)
                .header("content-encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body))
                .build())
        .statusCode();
  }

  /** The gRPC status. */
  private String grpc(byte[] body, String encoding) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, GRPC)
            .set("content-type", "application/grpc+proto")
            .set("te", "trailers")
            .set("grpc-encoding", encoding);
    AggregatedHttpResponse response =
        WebClient.of("h2c://127.0.0.1:" + collector.port())
            .execute(HttpRequest.of(headers.build(), HttpData.wrap(body)))
            .aggregate()
            .join();
    String trailer = response.trailers().get("grpc-status");
    return trailer != null
        ? trailer
        : response.headers().get("grpc-status", response.headers().toString());
  }

  private java.util.List<Object> data(String path) {
    return Tree.list(TestCollector.tree(collector.get(path)), "data");
  }

  private static byte[] frame(int compressed, byte[] body) {
    return ByteBuffer.allocate(5 + body.length)
        .put((byte) compressed)
        .putInt(body.length)
        .put(body)
        .array();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static ExportTraceServiceRequest request(
      String service, long id, long parent, String name) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.fromHex(TRACE))
            .setSpanId(id(id))
            .setName(name)
            .setStartTimeUnixNano(1_700_000_000_000_000_000L)
            .setEndTimeUnixNano(1_700_000_000_005_000_000L)
            .addAttributes(
                KeyValue.newBuilder().setKey("n").setValue(AnyValue.newBuilder().setIntValue(id)));
    if (parent != 0) {
      span.setParentSpanId(id(parent));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service))))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }
}
