package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is sent again, and what is not. */
interface GrpcRetryTests extends GrpcTests {
  String UNAVAILABLE_TWICE = "14-14-0";

  @Test
  default void unavailableIsRetried() {
    route("v1", "retries: {attempts: 2, retryOn: unavailable}");
    Line seen = body(echo("codes", UNAVAILABLE_TWICE, "key", world().key(), "size", 100_000));
    assertThat(seen.get("nth")).isEqualTo("3");
    assertThat(seen.get("header.x-weft-attempt")).isEqualTo("3");
    assertThat(seen.number("length", 0)).isGreaterThan(100_000);
  }

  @Test
  default void everyMessageOfAStreamIsSentAgain() {
    route("v1", "retries: {attempts: 2, retryOn: unavailable}");
    Line seen =
        body(
            echo(
                "type",
                "client",
                "messages",
                5,
                "size",
                1000,
                "codes",
                UNAVAILABLE_TWICE,
                "key",
                world().key()));
    assertThat(seen.get("nth")).isEqualTo("3");
    assertThat(seen.get("received")).isEqualTo("5");
    assertThat(seen.is("ordered")).isTrue();
  }

  @Test
  default void moreThanCanBeKeptIsNotSentAgain() {
    route("v1", "retries: {attempts: 2, retryOn: unavailable}");
    String key = world().key();
    Line answer =
        echo("type", "client", "messages", 20, "size", 50_000, "codes", "14-0", "key", key);
    assertThat(answer.get("code")).isEqualTo("UNAVAILABLE");
    assertThat(world().echo("v1").ask("seen", "key", key).number("count", 0)).isEqualTo(1);
  }

  @Test
  default void aStreamThatHasBegunIsNotSentAgain() {
    route("v1", "retries: {attempts: 2, retryOn: unavailable}");
    String key = world().key();
    Line answer = echo("type", "server", "chunks", 3, "fails", 14, "key", key);
    assertThat(answer.get("code")).isEqualTo("UNAVAILABLE");
    assertThat(answer.get("messages")).isEqualTo("3");
    assertThat(world().echo("v1").ask("seen", "key", key).number("count", 0)).isEqualTo(1);
  }

  @Test
  default void theLastAnswerIsTheApplicationsWhenRetriesAreUsedUp() {
    route("v1", "retries: {attempts: 2, retryOn: unavailable}");
    String key = world().key();
    Line answer = echo("codes", "14", "key", key);
    assertThat(answer.get("code")).isEqualTo("UNAVAILABLE");
    assertThat(answer.get("description")).isEqualTo("on demand");
    assertThat(answer.has("header.x-weft-flags")).isFalse();
    assertThat(world().echo("v1").ask("seen", "key", key).number("count", 0)).isEqualTo(3);
  }

  @Test
  default void aCodeThatNoConditionNamesIsNotRetried() {
    route("v1", "retries: {attempts: 2, retryOn: unavailable}");
    String key = world().key();
    Line answer = echo("codes", "13-0", "key", key);
    assertThat(answer.get("code")).isEqualTo("INTERNAL");
    assertThat(world().echo("v1").ask("seen", "key", key).number("count", 0)).isEqualTo(1);
  }

  @Test
  default void aDeadInstanceIsStoodInFor() {
    App third = world().serverSpec("echo-v3", "echo", "v3").start().started();
    world().collector().awaitInstances("echo", 3, true);
    world()
        .route(
            "- route: [{destination: {host: echo}}]",
            "  retries: {attempts: 2, retryOn: \"connect-failure,reset\"}");
    Line before = caller().load("target", TARGET, "calls", 60, "threads", 1);
    assertThat(before.get("name.echo-v3")).as(before.toString()).isNotEmpty();
    third.jvm().kill();
    Line result = caller().load("target", TARGET, "calls", 200, "threads", 4);
    assertThat(result.get("code.OK")).as(result.toString()).isEqualTo("200");
  }

  @Test
  default void aCallThatWaitsIsAnsweredOnceAnInstanceIsThere() {
    try (App late = world().serverSpec("late", "late", "v1").start().started()) {
      world().collector().awaitInstances("late", 1, true);
      Await.until(
          "the caller knows it",
          Duration.ofSeconds(10),
          () -> echo("target", "late:50051").get("code").equals("OK"));
      late.ask("stop");
      Await.until(
          "nobody answers",
          Duration.ofSeconds(10),
          () -> echo("target", "late:50051").get("code").equals("UNAVAILABLE"));
      CompletableFuture<Line> waiting =
          caller().begin("call", "target", "late:50051", "wait", true, "deadline", 30_000);
      try (App again = world().serverSpec("again", "late", "v1").start().started()) {
        Line answer = caller().await(waiting, "to be answered");
        assertThat(body(answer).get("name")).isEqualTo("again");
      }
    }
  }
}
