package dev.weft.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Protocol;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.TraceContext;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeInbound;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.compiled.Route.Fault;
import dev.weft.policy.frame.Host;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String UNSAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  private FakeMesh mesh = new FakeMesh();

  private void retrying() {
    mesh.service("reviews", "v1", "v2");
    mesh.policy =
        Policies.of(
            Map.of(
                REVIEWS,
                List.of(
                    Policies.route(Policies.to("reviews", "v1", 1))
                        .retries(Policies.retries(2, Condition.FIVE_XX))
                        .named("all-v1"))),
            Map.of(REVIEWS, Policies.cluster(REVIEWS, Traffic.DEFAULT)));
    mesh.apply();
  }

  private void within(String traceParent) {
    mesh.contexts.swap(new CallContext(Long.MAX_VALUE, TraceContext.parse(traceParent, null)));
  }

  @Test
  void everyAttemptOfASampledCallIsAClientSpan() {
    retrying();
    within(PARENT);
    FakeExchange call = mesh.call("reviews:9080", "/r/1?sig=secret&q=1");
    mesh.blocking(
        call,
        Script.of(Script.status(503), Script.fails(new IOException("reset")), Script.status(200)));
    assertThat(mesh.spans).hasSize(3);
    Span first = mesh.spans.get(0);
    assertThat(first.kind()).isEqualTo(Span.Kind.CLIENT);
    assertThat(first.name()).isEqualTo("GET");
    assertThat(first.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(first.parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(first.isError()).isTrue();
    assertThat(first.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("server.address", "reviews")
        .containsEntry("server.port", 9080L)
        .containsEntry("url.full", "http://reviews:9080/r/1?sig=REDACTED&q=1")
        .containsEntry("http.response.status_code", 503L)
        .containsEntry("error.type", "503")
        .containsEntry("network.peer.address", "10.0.0.1")
        .containsEntry("network.peer.port", 9080L)
        .containsEntry("weft.route", "all-v1")
        .containsEntry("weft.subset", "v1")
        .doesNotContainKeys("http.request.resend_count", "weft.attempt", "weft.flags");
    assertThat(mesh.spans.get(1).attributes())
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("weft.attempt", 2L)
        .containsEntry("error.type", "java.io.IOException")
        .containsEntry("weft.flags", "UC")
        .doesNotContainKey("http.response.status_code");
    Span last = mesh.spans.get(2);
    assertThat(last.isError()).isFalse();
    assertThat(last.attributes()).containsEntry("http.request.resend_count", 2L);
    assertThat(mesh.spans).extracting(Span::spanId).doesNotHaveDuplicates();
    assertThat(call.sentHeaders)
        .containsEntry("traceparent", "00-" + last.traceId() + "-" + last.spanId() + "-01");
  }

  @Test
  void aSpanLastsFromTheAttemptsBeginToTheBodysEnd() {
    retrying();
    within(PARENT);
    long begun = mesh.time.nanos();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.statusAfter(200, 5_000_000)));
    Span span = mesh.spans.get(0);
    assertThat(span.startEpochNanos()).isEqualTo(FakeMesh.EPOCH_NANOS + begun);
    assertThat(span.endEpochNanos() - span.startEpochNanos()).isEqualTo(5_000_000);
  }

  @Test
  void anUnsampledCallMakesNoSpanAndHandsTheTraceOn() {
    retrying();
    within(UNSAMPLED);
    FakeExchange call = mesh.call("reviews", "/");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(mesh.spans).isEmpty();
    assertThat(call.sentHeaders).containsEntry("traceparent", UNSAMPLED);
  }

  @Test
  void aTraceOfTheApplicationsOwnIsContinued() {
    retrying();
    within("00-11111111111111111111111111111111-2222222222222222-01");
    FakeExchange call = mesh.call("reviews", "/");
    call.headers.put("traceparent", PARENT);
    call.headers.put("tracestate", "a=1");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(mesh.spans.get(0).parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(call.sentHeaders.get("traceparent"))
        .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
        .doesNotContain("b7ad6b7169203331");
    assertThat(call.sentHeaders).containsEntry("tracestate", "a=1");
  }

  @Test
  void withoutAParentATraceBegins() {
    retrying();
    FakeExchange call = mesh.call("reviews", "/");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(mesh.spans).hasSize(1);
    assertThat(mesh.spans.get(0).parentSpanId()).isNull();
    assertThat(call.sentHeaders.get("traceparent")).endsWith("-03");
  }

  @Test
  void aTraceThatIsNotChosenIsToldSo() {
    mesh = new FakeMesh(new Sampler(true, 0), Propagation.DEFAULT);
    retrying();
    FakeExchange call = mesh.call("reviews", "/");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(mesh.spans).isEmpty();
    assertThat(call.sentHeaders.get("traceparent")).endsWith("-02");
  }

  @Test
  void anOutsideCallIsTracedToo() {
    retrying();
    within(PARENT);
    FakeExchange call = mesh.call("example.com", "/");
    mesh.blocking(call, Script.of(Script.status(404)));
    assertThat(call.sentHeaders).containsKey("traceparent");
    Span span = mesh.spans.get(0);
    assertThat(span.isError()).isTrue();
    assertThat(span.attributes())
        .containsEntry("server.address", "example.com")
        .containsEntry("server.port", 80L)
        .doesNotContainKeys("network.peer.address", "weft.route");
  }

  @Test
  void aCallThatNeverWentOutHasASpanNevertheless() {
    mesh.service("reviews", "v1");
    mesh.policy =
        Policies.of(
            REVIEWS,
            Policies.route(Policies.to("reviews", null, 1))
                .fault(new Fault(null, new Fault.Abort(100, 503, -1)))
                .named("broken"));
    mesh.apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(mesh.spans).hasSize(1);
    assertThat(mesh.spans.get(0).attributes())
        .containsEntry("weft.flags", "FI")
        .containsEntry("weft.route", "broken")
        .containsEntry("http.response.status_code", 503L);
  }

  @Test
  void aGrpcCallIsDescribedByTheConventionsForRpc() {
    retrying();
    FakeExchange call = mesh.call("reviews:9080", "/demo.Ratings/Get");
    call.protocol = Protocol.GRPC;
    call.method = "POST";
    mesh.hosts.clear();
    mesh.host("reviews", new Host.ServicePort(9080, "grpc")).apply();
    mesh.blocking(call, Script.of(Script.grpc(5)));
    Span span = mesh.spans.get(0);
    assertThat(span.name()).isEqualTo("demo.Ratings/Get");
    assertThat(span.isError()).isTrue();
    assertThat(span.attributes())
        .containsEntry("rpc.system.name", "grpc")
        .containsEntry("rpc.method", "demo.Ratings/Get")
        .containsEntry("rpc.status_code", "NOT_FOUND")
        .containsEntry("error.type", "NOT_FOUND")
        .doesNotContainKeys("http.request.method", "url.full");
  }

  @Test
  void anInventedMethodDoesNotBecomeAName() {
    retrying();
    FakeExchange call = mesh.call("reviews", "/");
    call.method = "FROB";
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(mesh.spans.get(0).name()).isEqualTo("HTTP");
    assertThat(mesh.spans.get(0).attributes())
        .containsEntry("http.request.method", "_OTHER")
        .containsEntry("http.request.method_original", "FROB");
  }

  @Test
  void aServedCallIsAServerSpanWithinWhichOutboundCallsAreMade() {
    retrying();
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.headers.put("traceparent", PARENT);
    served.headers.put("baggage", "user=1");
    served.headers.put("user-agent", "curl");
    served.route = "/products/{id}";
    assertThat(served.open()).isNull();
    mesh.contexts.swap(served.context());
    FakeExchange call = mesh.call("reviews", "/");
    mesh.blocking(call, Script.of(Script.status(200)));
    served.close(500, null);
    Span client = mesh.spans.get(0);
    Span server = mesh.spans.get(1);
    assertThat(server.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(server.name()).isEqualTo("GET /products/{id}");
    assertThat(server.parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(client.parentSpanId()).isEqualTo(server.spanId());
    assertThat(call.sentHeaders).containsEntry("baggage", "user=1");
    assertThat(server.isError()).isTrue();
    assertThat(server.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.route", "/products/{id}")
        .containsEntry("url.path", "/products/7")
        .containsEntry("url.query", "key=1")
        .containsEntry("url.scheme", "http")
        .containsEntry("server.address", "shop")
        .containsEntry("server.port", 8080L)
        .containsEntry("client.address", "10.1.2.3")
        .containsEntry("user_agent.original", "curl")
        .containsEntry("http.response.status_code", 500L)
        .containsEntry("error.type", "500");
  }

  @Test
  void theApplicationsOwnBaggageStays() {
    retrying();
    mesh.contexts.swap(
        new CallContext(Long.MAX_VALUE, TraceContext.parse(PARENT, null).with("user=1")));
    FakeExchange call = mesh.call("reviews", "/");
    call.headers.put("baggage", "own=1");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(call.sentHeaders).containsEntry("baggage", "own=1");
    FakeExchange other = mesh.call("reviews", "/");
    mesh.blocking(other, Script.of(Script.status(200)));
    assertThat(other.sentHeaders).containsEntry("baggage", "user=1");
  }

  @Test
  void aClientErrorIsNoErrorOfTheServer() {
    mesh.apply();
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.open();
    served.close(404, null);
    served.close(500, null);
    assertThat(mesh.spans).hasSize(1);
    assertThat(mesh.spans.get(0).isError()).isFalse();
    FakeInbound rpc = new FakeInbound(mesh.path.inbound());
    rpc.protocol = Protocol.GRPC;
    rpc.path = "/demo.Ratings/Get";
    rpc.open();
    rpc.close(5, null);
    assertThat(mesh.spans.get(1).isError()).isFalse();
    assertThat(mesh.spans.get(1).attributes()).containsEntry("rpc.status_code", "NOT_FOUND");
  }

  @Test
  void aCancelledCallIsNoError() {
    retrying();
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    call.next();
    call.close();
    assertThat(mesh.spans).hasSize(1);
    assertThat(mesh.spans.get(0).isError()).isFalse();
  }

  @Test
  void zipkinsHeadersAreReadAndWritten() {
    mesh = new FakeMesh(Sampler.DEFAULT, Propagation.parse("b3,b3multi"));
    retrying();
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.headers.put("X-B3-TraceId", "8448eb211c80319c");
    served.headers.put("X-B3-SpanId", "b7ad6b7169203331");
    served.headers.put("X-B3-Sampled", "1");
    served.open();
    mesh.contexts.swap(served.context());
    FakeExchange call = mesh.call("reviews", "/");
    mesh.blocking(call, Script.of(Script.status(200)));
    String span = mesh.spans.get(0).spanId();
    assertThat(call.sentHeaders)
        .containsEntry("b3", "00000000000000008448eb211c80319c-" + span + "-1")
        .containsEntry("x-b3-spanid", span)
        .containsEntry("x-b3-sampled", "1")
        .doesNotContainKey("traceparent");
  }

  @Test
  void withoutPropagatorsNothingIsReadOrWritten() {
    mesh = new FakeMesh(Sampler.DEFAULT, Propagation.parse("none"));
    retrying();
    FakeExchange call = mesh.call("reviews", "/");
    call.headers.put("traceparent", PARENT);
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(call.sentHeaders).containsEntry("traceparent", PARENT);
    assertThat(mesh.spans.get(0).parentSpanId()).isNull();
  }
}
