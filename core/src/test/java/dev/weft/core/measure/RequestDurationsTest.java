package dev.weft.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Protocol;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeInbound;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.core.measure.RequestDurations.Point;
import dev.weft.core.measure.RequestDurations.Request;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestDurationsTest {
  private static final long MILLI = 1_000_000;

  private final FakeMesh mesh = FakeMesh.measuring().service("reviews", "v1", "v2").apply();

  private List<Map<String, Object>> attributes(Instrument instrument) {
    return mesh.durations.points().stream()
        .filter(point -> point.instrument() == instrument)
        .map(Point::attributes)
        .toList();
  }

  private static long count(Point point) {
    return Arrays.stream(point.counts()).sum();
  }

  @Test
  void eachHttpRequestIsMeasuredAlsoOneThatIsSentAgain() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(1, Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    mesh.blocking(
        mesh.call("reviews:9080", "/reviews/1"),
        Script.of(Script.statusAfter(503, 40 * MILLI), Script.statusAfter(200, 80 * MILLI)));

    assertThat(attributes(Instrument.HTTP_CLIENT))
        .containsExactlyInAnyOrder(
            Map.of(
                "http.request.method",
                "GET",
                "server.address",
                "reviews",
                "server.port",
                9080L,
                "http.response.status_code",
                503L,
                "error.type",
                "503"),
            Map.of(
                "http.request.method",
                "GET",
                "server.address",
                "reviews",
                "server.port",
                9080L,
                "http.response.status_code",
                200L));
    Point good =
        mesh.durations.points().stream()
            .filter(point -> !point.attributes().containsKey("error.type"))
            .findFirst()
            .orElseThrow();
    // 80 ms, between the conventions' edges of 75 and 100.
    assertThat(good.counts()[RequestDurations.edgesSeconds().indexOf(0.1)]).isEqualTo(1);
    assertThat(good.sumSeconds()).isEqualTo(0.08);
  }

  @Test
  void aRequestWithoutAnAnswerHasTheClassOfItsFailure() {
    mesh.blocking(
        mesh.call("outside.example:81", "/"), Script.of(Script.fails(new IOException("reset"))));
    assertThat(attributes(Instrument.HTTP_CLIENT))
        .singleElement()
        .isEqualTo(
            Map.of(
                "http.request.method",
                "GET",
                "server.address",
                "outside.example",
                "server.port",
                81L,
                "error.type",
                "java.io.IOException"));
  }

  @Test
  void aCallThatIsRefusedBeforeItIsSentIsOneRequest() {
    mesh.service("empty").apply();
    mesh.blocking(mesh.call("empty:9080", "/"), Script.of(Script.status(200)));
    assertThat(attributes(Instrument.HTTP_CLIENT))
        .singleElement()
        .satisfies(all -> assertThat(all).containsEntry("http.response.status_code", 503L));
  }

  @Test
  void aGrpcCallIsMeasuredOnceWithAllItsAttempts() {
    FakeExchange call = mesh.call("reviews:9080", "/shop.Reviews/List");
    call.protocol = Protocol.GRPC;
    mesh.blocking(call, Script.of(Script.grpc(14), Script.grpc(0)));
    assertThat(attributes(Instrument.HTTP_CLIENT)).isEmpty();
    assertThat(attributes(Instrument.RPC_CLIENT))
        .singleElement()
        .isEqualTo(
            Map.of(
                "rpc.system.name",
                "grpc",
                "rpc.method",
                "shop.Reviews/List",
                "rpc.status_code",
                "OK",
                "server.address",
                "reviews",
                "server.port",
                9080L));
  }

  @Test
  void whatIsServedHasItsRouteAndServerErrors() {
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.route = "/products/{id}";
    served.open();
    mesh.time.advanceMillis(7);
    served.close(500, null);
    FakeInbound refused = new FakeInbound(mesh.path.inbound());
    refused.open();
    refused.close(404, null);
    assertThat(attributes(Instrument.HTTP_SERVER))
        .containsExactlyInAnyOrder(
            Map.of(
                "http.request.method",
                "GET",
                "url.scheme",
                "http",
                "http.route",
                "/products/{id}",
                "http.response.status_code",
                500L,
                "error.type",
                "500"),
            Map.of(
                "http.request.method",
                "GET",
                "url.scheme",
                "http",
                "http.response.status_code",
                404L));
  }

  @Test
  void aGrpcMethodThatThereIsNotIsNoSeriesOfItsOwn() {
    for (int code : new int[] {0, 12, 5}) {
      FakeInbound served = new FakeInbound(mesh.path.inbound());
      served.protocol = Protocol.GRPC;
      served.path = "/shop.Reviews/List" + code;
      served.open();
      served.close(code, null);
    }
    assertThat(attributes(Instrument.RPC_SERVER))
        .extracting(all -> all.get("rpc.method") + " " + all.get("error.type"))
        .containsExactlyInAnyOrder(
            "shop.Reviews/List0 null", "_OTHER UNIMPLEMENTED", "shop.Reviews/List5 null");
  }

  @Test
  void whatIsBeyondTheLimitIsCountedTogether() {
    RequestDurations durations = new RequestDurations();
    for (int i = 0; i < RequestDurations.MAX_SERIES + 50; i++) {
      Request request = new Request("GET", "", "", "host" + i, 80, 200, "");
      durations.add(Instrument.HTTP_CLIENT, request, i);
    }
    List<Point> points = durations.points();
    assertThat(points).hasSize(RequestDurations.MAX_SERIES + 1);
    assertThat(points)
        .filteredOn(point -> point.attributes().containsKey("otel.metric.overflow"))
        .singleElement()
        .satisfies(point -> assertThat(count(point)).isEqualTo(50));
  }

  @Test
  void whereNobodyWantsItNothingIsMeasured() {
    FakeMesh plain = new FakeMesh().service("reviews", "v1").apply();
    plain.blocking(plain.call("reviews:9080", "/"), Script.of(Script.status(200)));
    assertThat(plain.durations.points()).isEmpty();
  }
}
