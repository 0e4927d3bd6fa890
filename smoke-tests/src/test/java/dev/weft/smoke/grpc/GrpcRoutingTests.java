package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Where calls go, and what neither side sees of it. */
interface GrpcRoutingTests extends GrpcTests {
  @Test
  default void routingChangesNothingThatTheServerSees() {
    route("v2", ONCE);
    Line seen = body(echo());
    assertThat(seen.get("name")).isEqualTo("echo-v2");
    assertThat(seen.get("authority")).isEqualTo(TARGET);
    assertThat(seen.get("path")).isEqualTo("smoke.Echo/Unary");
    assertThat(seen.is("tls")).isFalse();
    assertThat(seen.get("security")).isEqualTo("NONE");
    assertThat(seen.has("header.x-weft-attempt")).isFalse();
    assertThat(seen.get("header.traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
  }

  @Test
  default void aHeaderChoosesTheSubset() {
    world()
        .route(
            "- match: [{headers: {user: {exact: jason}}}]",
            "  route: [{destination: {host: echo, subset: v2}}]",
            "- route: [{destination: {host: echo, subset: v1}}]");
    assertThat(body(echo()).get("name")).isEqualTo("echo-v1");
    assertThat(body(echo("header.user", "jason")).get("name")).isEqualTo("echo-v2");
  }

  @Test
  default void theMethodsPathChoosesTheSubset() {
    world()
        .route(
            "- match: [{uri: {exact: /smoke.Echo/Client}}]",
            "  route: [{destination: {host: echo, subset: v2}}]",
            "- route: [{destination: {host: echo, subset: v1}}]");
    assertThat(body(echo()).get("name")).isEqualTo("echo-v1");
    assertThat(body(echo("type", "client")).get("name")).isEqualTo("echo-v2");
  }

  @Test
  default void headersAreEditedOnTheWireOnly() {
    world()
        .route(
            "- headers:",
            "    request: {set: {x-set: s}, add: {x-add: b}, remove: [x-gone]}",
            "    response: {set: {x-back: r}}",
            "  rewrite: {authority: other}",
            "  route: [{destination: {host: echo, subset: v1}}]");
    Line answer = echo("header.x-set", "mine", "header.x-add", "a", "header.x-gone", "g");
    assertThat(answer.get("header.x-back")).as(answer.toString()).isEqualTo("r");
    Line seen = body(answer);
    assertThat(seen.get("authority")).isEqualTo("other");
    assertThat(seen.get("header.x-set")).isEqualTo("s");
    assertThat(seen.get("header.x-add")).isEqualTo("a,b");
    assertThat(seen.has("header.x-gone")).isFalse();
  }

  @Test
  default void connectionsAreReusedAndDoNotOutliveAPolicy() {
    route("v1", ONCE);
    String first = body(echo()).get("remote");
    for (int i = 0; i < 20; i++) {
      assertThat(body(echo()).get("remote")).isEqualTo(first);
    }
    route("v2", ONCE);
    for (int i = 0; i < 5; i++) {
      assertThat(body(echo()).get("name")).isEqualTo("echo-v2");
    }
  }

  @Test
  default void manyCallersAtOnce() {
    Line result = caller().load("target", TARGET, "calls", 2000, "threads", 50);
    assertThat(result.get("code.OK")).as(result.toString()).isEqualTo("2000");
  }

  @Test
  default void aPolicySwappedInFlightFailsNothing() {
    route("v1", ONCE);
    CompletableFuture<Line> slow = caller().begin("call", "target", TARGET, "ms", 1500);
    CompletableFuture<Line> load =
        caller().begin("load", "target", TARGET, "calls", 3000, "threads", 8);
    for (int i = 0; i < 4; i++) {
      route(i % 2 == 0 ? "v2" : "v1", ONCE);
    }
    route("v2", ONCE);
    assertThat(body(echo()).get("name")).isEqualTo("echo-v2");
    assertThat(body(caller().await(slow, "to finish")).get("name")).isEqualTo("echo-v1");
    Line result = caller().await(load, "to finish");
    assertThat(result.get("code.OK")).as(result.toString()).isEqualTo("3000");
  }

  @Test
  default void theFirstCallOfAColdStartFindsItsWay() {
    try (App cold = world().callerSpec("cold").start()) {
      assertThat(body(cold.call("target", TARGET)).get("name")).startsWith("echo-");
    }
  }

  @Test
  default void theTraceReachesTheCallsMadeOnBehalf() {
    Line seen =
        body(
            echo(
                "then",
                TARGET,
                "header.traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    String here = seen.get("header.traceparent");
    String there = Line.parse(seen.get("there")).get("header.traceparent");
    assertThat(here).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(there).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(there).isNotEqualTo(here);
  }
}
