package dev.weft.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.call.Opening;
import dev.weft.core.call.Reason;
import dev.weft.core.fake.FakeAsyncCall;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Script;
import dev.weft.policy.frame.Host;
import org.junit.jupiter.api.Test;

class PendingTest {
  private static final long SECOND = 1_000_000_000L;

  private final FakeMesh mesh =
      new FakeMesh().host("reviews", new Host.ServicePort(9080, "http")).apply();

  @Test
  void theFirstCallWaitsForEndpointsAndGoesOnWhenTheyCome() {
    FakeAsyncCall call =
        new FakeAsyncCall(mesh.call("reviews:9080", "/"), Script.of(Script.status(200)), mesh.time);
    call.start();
    assertThat(call.sent).isEmpty();
    assertThat(mesh.used).containsExactly(FakeMesh.canonical("reviews"));
    mesh.service("reviews", "v1").apply();
    assertThat(call.outcome.status()).isEqualTo(200);
    assertThat(mesh.time.armed()).isZero();
  }

  @Test
  void theBlockingLoopParksAndGoesOn() {
    mesh.time.after(SECOND, () -> mesh.service("reviews", "v1").apply());
    long begun = mesh.time.nanos();
    Outcome outcome = mesh.blocking(mesh.call("reviews:9080", "/"), Script.of(Script.status(200)));
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(mesh.time.nanos() - begun).isEqualTo(SECOND);
  }

  @Test
  void nobodyWaitsLongerThanTheStartWaitAfterTheFirst() {
    long begun = mesh.time.nanos();
    Outcome first = mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(first.refusal().reason()).isEqualTo(Reason.UH);
    assertThat(mesh.time.nanos() - begun).isEqualTo(2 * SECOND);
    Outcome second = mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(second.refusal().reason()).isEqualTo(Reason.UH);
    assertThat(mesh.time.nanos() - begun).isEqualTo(2 * SECOND);
  }

  @Test
  void nothingWaitsOnceTheCollectorCannotBeReached() {
    FakeAsyncCall waiting =
        new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.status(200)), mesh.time);
    waiting.start();
    mesh.path.noLongerWait();
    assertThat(waiting.outcome.refusal().reason()).isEqualTo(Reason.UH);
    assertThat(mesh.call("reviews", "/").open()).isEqualTo(Opening.GO);
  }

  @Test
  void unknownNamesNeverWait() {
    FakeExchange call = mesh.call("ratings", "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
    assertThat(call.isMeshed()).isFalse();
    assertThat(mesh.used).isEmpty();
  }

  @Test
  void endpointsThatCameBetweenLookAndWaitAreNotMissed() {
    FakeExchange call = mesh.call("reviews", "/");
    assertThat(call.open()).isEqualTo(Opening.PENDING);
    mesh.service("reviews", "v1").apply();
    boolean[] resumed = new boolean[1];
    call.whenReady(() -> resumed[0] = true);
    assertThat(resumed[0]).isTrue();
    assertThat(call.open()).isEqualTo(Opening.GO);
  }

  @Test
  void anotherHostsFrameLetsTheCallWaitOn() {
    FakeAsyncCall call =
        new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.status(200)), mesh.time);
    call.start();
    mesh.service("ratings", "v1").apply();
    assertThat(call.outcome).isNull();
    mesh.service("reviews", "v1").apply();
    assertThat(call.outcome.status()).isEqualTo(200);
  }

  @Test
  void aHostIsToldOnce() {
    mesh.service("reviews", "v1").apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    mesh.apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(mesh.used).hasSize(1);
  }

  @Test
  void aCallThatWaitedInVainIsForgotten() {
    for (int i = 0; i < 10; i++) {
      FakeAsyncCall call =
          new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.status(200)), mesh.time);
      call.start();
      if (i % 2 == 0) {
        call.cancel();
      }
    }
    mesh.time.advance(2 * SECOND);
    assertThat(mesh.path.waiting()).isZero();
    assertThat(mesh.time.armed()).isZero();
  }

  @Test
  void oneFaultyWaiterDoesNotHoldUpTheOthers() {
    boolean[] resumed = new boolean[2];
    for (int i = 0; i < 2; i++) {
      int number = i;
      FakeExchange call = mesh.call("reviews", "/");
      call.open();
      call.whenReady(
          () -> {
            resumed[number] = true;
            throw new IllegalStateException("bug " + number);
          });
    }
    assertThatThrownBy(() -> mesh.service("reviews", "v1").apply())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bug");
    assertThat(resumed).containsExactly(true, true);
    assertThat(mesh.call("reviews", "/").open()).isEqualTo(Opening.GO);
  }

  @Test
  void cancellingAWaitingCallSendsNothing() {
    FakeAsyncCall call =
        new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.status(200)), mesh.time);
    call.start();
    call.cancel();
    mesh.service("reviews", "v1").apply();
    mesh.time.drain();
    assertThat(call.sent).isEmpty();
    assertThat(call.outcome).isNull();
  }
}
