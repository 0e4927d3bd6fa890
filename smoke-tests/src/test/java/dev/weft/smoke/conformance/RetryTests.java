package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is sent again, and what is not. */
interface RetryTests extends ClientTests {
  @Test
  default void aBadAnswerIsRetriedWithTheWholeBody() {
    route("v1", "retries: {attempts: 3, retryOn: \"503\", perTryTimeout: 5s}");
    String text = "b".repeat(200_000);
    Line answer =
        caller()
            .call("url", "http://echo/codes?codes=503-503-200&key=" + world().key(), "body", text);
    assertThat(answer.get("status")).isEqualTo("200");
    Line seen = body(answer);
    assertThat(seen.get("nth")).isEqualTo("3");
    assertThat(seen.get("length")).isEqualTo("200000");
    assertThat(seen.get("header.x-weft-attempt")).isEqualTo("3");
  }

  @Test
  default void theLastBadAnswerIsTheApplicationsWhenRetriesAreUsedUp() {
    route("v1", "retries: {attempts: 2, retryOn: \"503\"}");
    String key = world().key();
    Line answer = caller().get("http://echo/codes?codes=503&key=" + key);
    assertThat(answer.get("status")).isEqualTo("503");
    assertThat(body(answer).get("nth")).isEqualTo("3");
    assertThat(answer.values()).doesNotContainKey("header.x-weft-flags");
  }

  @Test
  default void anAsynchronousCallIsRetriedToo() {
    Assumptions.assumeTrue(isAsync(), "the library only blocks");
    route("v1", "retries: {attempts: 3, retryOn: \"503\"}");
    String url = "http://echo/codes?codes=503-503-200&key=" + world().key();
    Line answer = caller().call("url", url, "body", "b", "async", true);
    assertThat(answer.get("status")).isEqualTo("200");
    assertThat(body(answer).get("nth")).isEqualTo("3");
  }

  @Test
  default void aDroppedConnectionIsRetried() {
    route("v1", "retries: {attempts: 2, retryOn: reset}");
    Line answer =
        caller().call("url", "http://echo/codes?codes=0-200&key=" + world().key(), "body", "b");
    assertThat(body(answer).get("nth")).isEqualTo("2");
  }

  @Test
  default void aBodyThatCanBeReadOnceIsSentOnce() {
    route("v1", "retries: {attempts: 3, retryOn: \"503,reset\"}");
    String key = world().key();
    Line answer =
        caller()
            .call(
                "url", "http://echo/codes?codes=503-200&key=" + key, "body", "once", "once", true);
    assertThat(answer.get("status")).isEqualTo("503");
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
    assertThat(caller().load("url", "http://echo/", "calls", 60, "threads", 1).get("name.echo-v3"))
        .isNotEmpty();
    third.jvm().kill();
    Line result = caller().load("url", "http://echo/", "calls", 200, "threads", 4);
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("200");
  }
}
