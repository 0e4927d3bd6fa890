package dev.weft.core.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Reason;
import dev.weft.core.context.CallContext;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeInbound;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
  private static final long MILLI = 1_000_000;

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1");

  private void timeout(long millis) {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1)).timeoutMillis(millis).named("r"));
    mesh.apply();
  }

  private Attempt first(FakeExchange call) {
    assertThat(call.open()).isEqualTo(Opening.GO);
    return call.next();
  }

  @Test
  void withoutALimitThereIsNone() {
    mesh.apply();
    assertThat(first(mesh.call("reviews", "/")).remainingNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theRoutesTimeoutIsTheLimit() {
    timeout(200);
    assertThat(first(mesh.call("reviews", "/")).remainingNanos()).isEqualTo(200 * MILLI);
  }

  @Test
  void theCallersOwnLimitMayBeShorter() {
    timeout(200);
    FakeExchange call = mesh.call("reviews", "/");
    call.callerRemainingNanos = 50 * MILLI;
    assertThat(first(call).remainingNanos()).isEqualTo(50 * MILLI);
  }

  @Test
  void theInboundCallsDeadlineCapsItToo() {
    timeout(200);
    mesh.contexts.swap(new CallContext(mesh.time.nanos() + 30 * MILLI, null));
    assertThat(first(mesh.call("reviews", "/")).remainingNanos()).isEqualTo(30 * MILLI);
  }

  @Test
  void aDeadlineThatHasPassedIsATimeoutAtOnce() {
    mesh.apply();
    mesh.contexts.swap(new CallContext(mesh.time.nanos() - 1, null));
    FakeExchange call = mesh.call("reviews", "/");
    assertThat(call.open()).isEqualTo(Opening.REFUSED);
    assertThat(call.refusal().reason()).isEqualTo(Reason.UT);
    assertThat(call.refusal().status()).isEqualTo(504);
  }

  @Test
  void outsideCallsHaveNoLimitOfOurs() {
    mesh.apply();
    mesh.contexts.swap(new CallContext(mesh.time.nanos() + 30 * MILLI, null));
    assertThat(first(mesh.call("example.com", "/")).remainingNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anAttemptHasTheShorterOfItsOwnAndTheCallsTime() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .timeoutMillis(100)
                .retries(Policies.retries(1, Duration.ofMillis(70), Set.of(), Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    FakeExchange call = mesh.call("reviews", "/");
    Attempt attempt = first(call);
    assertThat(attempt.remainingNanos()).isEqualTo(70 * MILLI);
    mesh.time.advanceMillis(60);
    assertThat(attempt.expire()).isFalse();
    Attempt second = call.next();
    mesh.time.advance(second.backoffNanos());
    second.begin();
    assertThat(second.remainingNanos()).isEqualTo(40 * MILLI - second.backoffNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, x-envoy-expected-rq-timeout-ms, 250, 250000000",
    "HTTP, x-envoy-expected-rq-timeout-ms, 0, -1",
    "HTTP, x-envoy-expected-rq-timeout-ms, x, -1",
    "HTTP, x-envoy-expected-rq-timeout-ms, -5, -1",
    "HTTP, grpc-timeout, 5S, -1",
    "GRPC, grpc-timeout, 5S, 5000000000",
    "GRPC, grpc-timeout, 100m, 100000000",
    "GRPC, grpc-timeout, 7u, 7000",
    "GRPC, grpc-timeout, 7n, 7",
    "GRPC, grpc-timeout, 1M, 60000000000",
    "GRPC, grpc-timeout, 1H, 3600000000000",
    "GRPC, grpc-timeout, 0n, 0",
    "GRPC, grpc-timeout, 99999999H, -1",
    "GRPC, grpc-timeout, 123456789S, -1",
    "GRPC, grpc-timeout, S, -1",
    "GRPC, grpc-timeout, 5, -1",
    "GRPC, grpc-timeout, 5x, -1"
  })
  void theCallersLimitIsReadFromItsHeaders(
      Protocol protocol, String header, String value, long expected) {
    mesh.apply();
    FakeInbound call = new FakeInbound(mesh.path.inbound());
    call.protocol = protocol;
    call.headers.put(header, value);
    assertThat(call.open()).isNull();
    assertThat(call.context().deadlineNanos())
        .isEqualTo(expected < 0 ? Long.MAX_VALUE : mesh.time.nanos() + expected);
  }
}
