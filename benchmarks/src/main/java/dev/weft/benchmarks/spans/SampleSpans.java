package dev.weft.benchmarks.spans;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What the exporter of one service sends: server spans of a mesh of services, each with the client
 * spans of the calls that it makes, by OpenTelemetry's conventions. One in a hundred fails, one in
 * two hundred is a retry. Used by one thread.
 */
final class SampleSpans {
  /** The names of the mesh's services are s0 to s19. */
  static final int SERVICES = 20;

  /** Spans of one trace in one service: one that serves, four that call. */
  static final int SPANS = 5;

  private static final String[] ROUTES = {"/", "/items/{id}", "/items", "/users/{id}", "/search"};

  private final SplittableRandom random;
  private final int service;
  private final Resource resource;
  private byte[] lastTrace = new byte[16];

  SampleSpans(int service) {
    this.service = service;
    this.random = new SplittableRandom(service);
    this.resource =
        Resource.newBuilder()
            .addAttributes(text("service.name", "s" + service))
            .addAttributes(text("service.namespace", "default"))
            .addAttributes(text("service.version", "v1"))
            .addAttributes(text("host.name", "host-" + service))
            .addAttributes(text("telemetry.sdk.language", "java"))
            .addAttributes(text("telemetry.sdk.name", "weft"))
            .addAttributes(number("process.pid", 1_000 + service))
            .build();
  }

  /** The trace that the last batch ended with, hexadecimal. */
  String lastTrace() {
    return java.util.HexFormat.of().formatHex(lastTrace);
  }

  /**
   * One batch.
   *
   * @param traces of {@value #SPANS} spans each
   */
  byte[] batch(int traces) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("dev.weft").setVersion("0.1"));
    for (int i = 0; i < traces; i++) {
      trace(scope);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private void trace(ScopeSpans.Builder scope) {
    lastTrace =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
    ByteString trace = ByteString.copyFrom(lastTrace);
    ByteString root = id();
    long end = System.currentTimeMillis() * 1_000_000;
    long duration = 1_000_000L + random.nextInt(20_000_000);
    String route = ROUTES[random.nextInt(ROUTES.length)];
    boolean fails = random.nextInt(100) == 0;
    Span.Builder served =
        Span.newBuilder()
            .setTraceId(trace)
            .setSpanId(root)
            .setName("GET " + route)
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(end - duration)
            .setEndTimeUnixNano(end)
            .addAttributes(text("http.request.method", "GET"))
            .addAttributes(text("http.route", route))
            .addAttributes(text("url.scheme", "http"))
            .addAttributes(text("url.path", "/items/" + random.nextInt(10_000)))
            .addAttributes(text("server.address", "s" + service))
            .addAttributes(number("server.port", 8080))
            .addAttributes(text("client.address", "10.0.0.1"))
            .addAttributes(text("user_agent.original", "Java-http-client/17.0.9"))
            .addAttributes(number("http.response.status_code", fails ? 500 : 200));
    if (fails) {
      served.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    scope.addSpans(served);
    for (int i = 1; i < SPANS; i++) {
      int peer = random.nextInt(SERVICES);
      Span.Builder called =
          Span.newBuilder()
              .setTraceId(trace)
              .setSpanId(id())
              .setParentSpanId(root)
              .setName("GET")
              .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
              .setStartTimeUnixNano(end - duration + i * 10_000L)
              .setEndTimeUnixNano(end - duration + i * 10_000L + random.nextInt(900_000))
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(text("url.full", "http://s" + peer + ":8080/items/" + i))
              .addAttributes(text("server.address", "s" + peer))
              .addAttributes(number("server.port", 8080))
              .addAttributes(text("network.peer.address", "10.0.1." + peer))
              .addAttributes(number("network.peer.port", 8080))
              .addAttributes(text("weft.route", "default"))
              .addAttributes(number("http.response.status_code", 200));
      if (random.nextInt(200) == 0) {
        called.addAttributes(number("weft.attempt", 2));
      }
      scope.addSpans(called);
    }
  }

  private ByteString id() {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(random.nextLong() | 1).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
