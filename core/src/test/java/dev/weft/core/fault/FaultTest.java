package dev.weft.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.core.call.Reason;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.compiled.Route.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultTest {
  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1");

  private void fault(Fault.@Nullable Delay delay, Fault.@Nullable Abort abort, long timeout) {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .fault(new Fault(delay, abort))
                .timeoutMillis(timeout)
                .retries(Policies.retries(3, Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
  }

  private static Fault.Delay delay(double percent, long millis) {
    return new Fault.Delay(percent, Duration.ofMillis(millis));
  }

  @Test
  void anAbortAnswersWithoutAnAttemptAndIsNotRetried() {
    fault(null, new Fault.Abort(100, 555, -1), 1000);
    FakeExchange call = mesh.call("reviews", "/");
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(200)), mesh.time);
    Outcome outcome = mesh.blocking(call, wire);
    assertThat(outcome.refusal().status()).isEqualTo(555);
    assertThat(outcome.refusal().body()).isEqualTo("fault filter abort");
    assertThat(wire.sent).isEmpty();
    assertThat(Reason.text(call.flags())).isEqualTo("FI");
  }

  @Test
  void aGrpcAbortIsSaidInHttpTooAndTheOtherWayRound() {
    fault(null, new Fault.Abort(100, 0, 14), 1000);
    Outcome outcome = mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(outcome.refusal().grpcStatus()).isEqualTo(14);
    assertThat(outcome.refusal().status()).isEqualTo(503);
    fault(null, new Fault.Abort(100, 404, -1), 1000);
    outcome = mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(outcome.refusal().grpcStatus()).isEqualTo(12);
  }

  @Test
  void aDelayComesFirstAndCostsNoTimeOfTheCall() {
    fault(delay(100, 500), null, 100);
    FakeExchange call = mesh.call("reviews", "/");
    long begun = mesh.time.nanos();
    Outcome outcome = mesh.blocking(call, Script.of(Script.statusAfter(200, 90_000_000)));
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(mesh.time.nanos() - begun).isEqualTo(590_000_000);
    assertThat(Reason.text(call.flags())).isEqualTo("DI");
  }

  @Test
  void aDelayAndAnAbortHappenInThisOrder() {
    fault(delay(100, 500), new Fault.Abort(100, 503, -1), 1000);
    FakeExchange call = mesh.call("reviews", "/");
    long begun = mesh.time.nanos();
    assertThat(mesh.async(call, Script.of(Script.status(200))).status()).isEqualTo(503);
    assertThat(mesh.time.nanos() - begun).isEqualTo(500_000_000);
    assertThat(Reason.text(call.flags())).isEqualTo("DI,FI");
  }

  @Test
  void aPercentageIsAShareOfTheCalls() {
    fault(null, new Fault.Abort(30, 500, -1), 1000);
    int aborted = 0;
    for (int i = 0; i < 10_000; i++) {
      aborted +=
          mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200))).status() == 500
              ? 1
              : 0;
    }
    assertThat(aborted / 10_000.0).isCloseTo(0.3, within(0.02));
  }

  @Test
  void zeroPercentIsNever() {
    fault(delay(0, 500), new Fault.Abort(0, 500, -1), 1000);
    long begun = mesh.time.nanos();
    for (int i = 0; i < 100; i++) {
      assertThat(mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200))).status())
          .isEqualTo(200);
    }
    assertThat(mesh.time.nanos()).isEqualTo(begun);
  }
}
