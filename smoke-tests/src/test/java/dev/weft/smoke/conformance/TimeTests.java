package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time limits, faults, streams and calls that are given up. */
interface TimeTests extends ClientTests {
  @Test
  default void aSlowAttemptIsGivenUpAndRetried() {
    route("v1", "retries: {attempts: 2, perTryTimeout: 400ms, retryOn: \"5xx\"}");
    Line answer = caller().get("http://echo/?ms=10000-0&key=" + world().key());
    assertThat(answer.get("status")).isEqualTo("200");
    assertThat(answer.number("millis", 0)).isBetween(380, 5000);
    assertThat(body(answer).get("nth")).isEqualTo("2");
  }

  @Test
  default void aSlowCallIsAnsweredInTime() {
    route("v1", "timeout: 400ms", ONCE);
    Line answer = caller().get("http://echo/?ms=10000");
    assertThat(answer.get("status")).as(answer.toString()).isEqualTo("504");
    assertThat(answer.get("header.x-weft-flags")).isEqualTo("UT");
    assertThat(answer.number("millis", 0)).isBetween(380, 5000);
  }

  @Test
  default void aSlowBodyIsEndedInTime() {
    route("v1", "timeout: 600ms", ONCE);
    Line answer = caller().get("http://echo/stream?chunks=100&every=100");
    assertThat(answer.get("error")).as(answer.toString()).isNotEmpty();
    assertThat(answer.number("millis", 0)).isBetween(580, 6000);
  }

  @Test
  default void theLibrarysOwnTimeoutStaysTheLibrarys() {
    Line answer = caller().call("url", "http://echo/?ms=10000", "timeout", 400);
    assertThat(answer.get("error")).as(answer.toString()).contains("Timeout");
    assertThat(answer.number("millis", 0)).isBetween(380, 5000);
  }

  @Test
  default void aCancelledCallEndsAndHarmsNoOther() {
    String key = world().key();
    Line answer = caller().call("url", "http://echo/?ms=3000&key=" + key, "cancel", 300);
    assertThat(answer.get("error")).as(answer.toString()).isNotEmpty();
    assertThat(answer.number("millis", 0)).isLessThan(2500);
    assertThat(caller().get("http://echo/").get("status")).isEqualTo("200");
    assertThat(world().echo("v1").ask("seen", "key", key).number("count", 0)).isEqualTo(1);
  }

  @Test
  default void theBodyIsHandedOverAsItComes() {
    Line answer = caller().get("http://echo/stream?chunks=5&every=300&size=10");
    assertThat(answer.get("body")).hasSize(50);
    assertThat(answer.number("first", 10_000)).isLessThan(1200);
  }

  @Test
  default void anAbandonedBodyEndsTheExchange() {
    String key = world().key();
    Line answer =
        caller()
            .call(
                "url",
                "http://echo/stream?chunks=1000&every=5&size=5000&key=" + key,
                "partly",
                true);
    assertThat(answer.get("status")).isEqualTo("200");
    Await.until(
        "the server sees it",
        Duration.ofSeconds(10),
        () -> world().echo("v1").ask("seen", "key", key).get("ended").equals("broken"));
  }

  @Test
  default void anInjectedAbortIsAnOrdinaryResponse() {
    route("v1", "fault: {abort: {httpStatus: 418, percentage: {value: 100}}}");
    Line answer = caller().get("http://echo/");
    assertThat(answer.get("status")).as(answer.toString()).isEqualTo("418");
    assertThat(answer.get("header.x-weft-flags")).isEqualTo("FI");
    assertThat(answer.get("body")).isNotEmpty();
  }

  @Test
  default void anInjectedDelayDelays() {
    route("v1", "fault: {delay: {fixedDelay: 500ms, percentage: {value: 100}}}");
    Line answer = caller().get("http://echo/");
    assertThat(answer.get("status")).isEqualTo("200");
    assertThat(answer.number("millis", 0)).isBetween(480, 5000);
  }
}
