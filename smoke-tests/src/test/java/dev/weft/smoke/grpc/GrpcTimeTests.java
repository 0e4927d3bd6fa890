package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time limits, faults, streams and calls that are given up. */
interface GrpcTimeTests extends GrpcTests {
  @Test
  default void aSlowAttemptIsGivenUpAndRetried() {
    route("v1", "retries: {attempts: 2, perTryTimeout: 400ms, retryOn: \"5xx\"}");
    Line answer = echo("ms", "10000-0", "key", world().key());
    assertThat(body(answer).get("nth")).isEqualTo("2");
    assertThat(answer.number("millis", 0)).isBetween(380, 5000);
  }

  @Test
  default void aSlowCallIsAnsweredInTimeAndTheServerKnowsTheLimit() {
    route("v1", "timeout: 700ms", ONCE);
    assertThat(body(echo()).number("deadline", 0)).isBetween(1, 700);
    Line answer = echo("ms", 10_000);
    assertThat(answer.get("code")).as(answer.toString()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(answer.get("header.x-weft-flags")).isEqualTo("UT");
    assertThat(answer.number("millis", 0)).isBetween(680, 5000);
  }

  @Test
  default void theCallersOwnDeadlineStaysItsOwn() {
    route("v1", ONCE);
    Line answer = echo("ms", 10_000, "deadline", 600);
    assertThat(answer.get("code")).as(answer.toString()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(answer.has("header.x-weft-flags")).isFalse();
    assertThat(answer.number("millis", 0)).isBetween(550, 5000);
  }

  @Test
  default void aStreamIsEndedInTime() {
    route("v1", "timeout: 600ms", ONCE);
    Line answer = echo("type", "server", "chunks", 100, "every", 100);
    assertThat(answer.get("code")).as(answer.toString()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(answer.number("messages", 0)).isPositive();
    assertThat(answer.number("millis", 0)).isBetween(580, 6000);
  }

  @Test
  default void theDeadlineReachesTheCallsMadeOnBehalf() {
    route("v1", ONCE);
    Line there = Line.parse(body(echo("then", TARGET, "deadline", 20_000)).get("there"));
    assertThat(there.number("deadline", 0)).isBetween(1, 20_000);
  }

  @Test
  default void aCancelledCallEndsAtTheServerToo() {
    route("v1", ONCE);
    String key = world().key();
    Line answer = echo("type", "server", "chunks", 1000, "every", 20, "key", key, "cancel", 300);
    assertThat(answer.get("code")).isEqualTo("CANCELLED");
    assertThat(answer.get("description")).isEqualTo("given up");
    Await.until(
        "the server sees it",
        Duration.ofSeconds(10),
        () -> world().echo("v1").ask("seen", "key", key).get("ended").equals("cancelled"));
  }

  @Test
  default void messagesAreHandedOverAsTheyCome() {
    route("v1", ONCE);
    Line answer = echo("type", "server", "chunks", 5, "every", 300);
    assertThat(answer.get("messages")).isEqualTo("5");
    assertThat(answer.number("first", 10_000)).isLessThan(1200);
  }

  @Test
  default void bothSidesStream() {
    route("v1", ONCE);
    Line answer = echo("type", "bidi", "messages", 200, "size", 10_000);
    assertThat(body(answer).get("name")).isEqualTo("echo-v1");
    assertThat(answer.get("messages")).isEqualTo("200");
  }

  @Test
  default void compressedMessagesPass() {
    route("v1", ONCE);
    Line seen = body(echo("gzip", true, "size", 100_000));
    assertThat(seen.number("length", 0)).isGreaterThan(100_000);
    assertThat(seen.get("header.grpc-encoding")).isEqualTo("gzip");
  }

  @Test
  default void anInjectedAbortIsAnOrdinaryStatus() {
    route("v1", "fault: {abort: {grpcStatus: \"RESOURCE_EXHAUSTED\", percentage: {value: 100}}}");
    Line answer = echo();
    assertThat(answer.get("code")).as(answer.toString()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(answer.get("header.x-weft-flags")).isEqualTo("FI");
  }

  @Test
  default void anInjectedDelayDelays() {
    route("v1", "fault: {delay: {fixedDelay: 500ms, percentage: {value: 100}}}");
    Line answer = echo();
    assertThat(answer.get("code")).isEqualTo("OK");
    assertThat(answer.number("millis", 0)).isBetween(480, 5000);
  }
}
