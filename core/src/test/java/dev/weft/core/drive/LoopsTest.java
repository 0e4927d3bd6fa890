package dev.weft.core.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.fake.FakeAsyncCall;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopsTest {
  private static final long MILLI = 1_000_000;

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2");

  private void timeout(long millis) {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1)).timeoutMillis(millis).named("r"));
    mesh.apply();
  }

  @Test
  void aTimeoutAbortsTheAttemptAndIsAnsweredAsOne() {
    timeout(300);
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.hangs()), mesh.time);
    long begun = mesh.time.nanos();
    FakeExchange call = mesh.call("reviews", "/");
    Outcome outcome = mesh.blocking(call, wire);
    assertThat(Reason.text(call.flags())).isEqualTo("UT");
    assertThat(outcome.status()).isEqualTo(504);
    assertThat(outcome.refusal().reason()).isEqualTo(Reason.UT);
    assertThat(outcome.refusal().grpcStatus()).isEqualTo(4);
    assertThat(wire.aborted).hasSize(1);
    assertThat(mesh.time.nanos() - begun).isEqualTo(300 * MILLI);
    assertThat(mesh.time.armed()).isZero();
  }

  @Test
  void anAsynchronousTimeoutDoesNotWaitForTheLibrary() {
    timeout(300);
    FakeAsyncCall call =
        new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.hangs()), mesh.time);
    call.start();
    mesh.time.advanceMillis(299);
    assertThat(call.outcome).isNull();
    mesh.time.advanceMillis(1);
    assertThat(call.outcome.status()).isEqualTo(504);
    assertThat(call.aborted).hasSize(1);
    assertThat(call.exchange().isClosed()).isTrue();
  }

  @Test
  void theTimeRunsOverTheBodyToo() {
    timeout(300);
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(200)), mesh.time);
    FakeExchange exchange = mesh.call("reviews", "/");
    assertThat(run(exchange, wire).status()).isEqualTo(200);
    assertThat(exchange.isClosed()).isFalse();
    mesh.time.advanceMillis(300);
    assertThat(wire.aborted).hasSize(1);
    assertThat(exchange.isExpired()).isTrue();
    exchange.close();
    assertThat(Reason.text(exchange.flags())).isEqualTo("UT");
  }

  @Test
  void aBodyReadInTimeDisarmsTheTimer() {
    timeout(300);
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(200)), mesh.time);
    FakeExchange exchange = mesh.call("reviews", "/");
    run(exchange, wire);
    exchange.close();
    assertThat(mesh.time.armed()).isZero();
    mesh.time.advanceMillis(1000);
    assertThat(wire.aborted).isEmpty();
  }

  @Test
  void oneAlarmServesTheTryAndThenTheBody() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .timeoutMillis(300)
                .retries(Policies.retries(1, Duration.ofMillis(100), Set.of(), Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(200)), mesh.time);
    FakeExchange exchange = mesh.call("reviews", "/");
    run(exchange, wire);
    assertThat(mesh.time.armed()).isEqualTo(1);
    mesh.time.advanceMillis(299);
    assertThat(wire.aborted).isEmpty();
    assertThat(mesh.time.armed()).isEqualTo(1);
    mesh.time.advanceMillis(1);
    assertThat(wire.aborted).hasSize(1);

    FakeAsyncCall call =
        new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.status(200)), mesh.time);
    call.start();
    assertThat(call.outcome.status()).isEqualTo(200);
    assertThat(mesh.time.armed()).isEqualTo(1);
    mesh.time.advanceMillis(299);
    assertThat(call.aborted).isEmpty();
    mesh.time.advanceMillis(1);
    assertThat(call.aborted).hasSize(1);
  }

  private Outcome run(FakeExchange exchange, FakeBlockingWire wire) {
    try {
      return new BlockingLoop(mesh.time).run(exchange, wire);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPerTryTimeoutIsTriedAgainWhereResetsAre() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(1, Duration.ofMillis(100), Set.of(), Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    Script.Step[] steps = {Script.hangs(), Script.status(200)};
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(steps), mesh.time);
    assertThat(mesh.blocking(mesh.call("reviews", "/"), wire).status()).isEqualTo(200);
    assertThat(wire.aborted).hasSize(1);
    assertThat(mesh.async(mesh.call("reviews", "/"), Script.of(steps)).status()).isEqualTo(200);
  }

  @Test
  void theEndOfTheWholeTimeIsNoMatterOfRetries() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .timeoutMillis(150)
                .retries(Policies.retries(1, Duration.ofMillis(100), Set.of(), Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    FakeExchange call = mesh.call("reviews", "/");
    mesh.blocking(call, Script.of(Script.hangs()));
    assertThat(call.current().number()).isEqualTo(2);
    assertThat(Reason.text(call.flags())).isEqualTo("UT");
  }

  @Test
  void aLateResponseOfAnAbortedAttemptIsThrownAway() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(1, Duration.ofMillis(100), Set.of(), Condition.RESET))
                .named("r"));
    mesh.apply();
    FakeAsyncCall call =
        new FakeAsyncCall(
            mesh.call("reviews", "/"),
            Script.of(Script.statusAfter(201, 150 * MILLI), Script.statusAfter(200, 90 * MILLI)),
            mesh.time);
    call.start();
    mesh.time.drain();
    assertThat(call.outcome.status()).isEqualTo(200);
    assertThat(call.discarded).extracting(Outcome::status).containsExactly(201);
  }

  @Test
  void nothingIsToldAfterACancel() {
    mesh.apply();
    FakeAsyncCall call =
        new FakeAsyncCall(
            mesh.call("reviews", "/"), Script.of(Script.statusAfter(200, MILLI)), mesh.time);
    call.start();
    call.cancel();
    mesh.time.drain();
    assertThat(call.outcome).isNull();
    assertThat(call.aborted).hasSize(1);
    assertThat(call.discarded).hasSize(1);
    assertThat(call.exchange().isClosed()).isTrue();
  }

  @Test
  void aCancelDuringTheBackoffSendsNoMore() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(5, Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    FakeAsyncCall call =
        new FakeAsyncCall(mesh.call("reviews", "/"), Script.of(Script.status(500)), mesh.time);
    call.start();
    assertThat(call.sent).hasSize(1);
    call.cancel();
    mesh.time.drain();
    assertThat(call.sent).hasSize(1);
    assertThat(call.outcome).isNull();
  }

  @Test
  void aBackoffThatOutlastsTheCallEndsInATimeout() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .timeoutMillis(30)
                .retries(Policies.retries(100, Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    long begun = mesh.time.nanos();
    Outcome blocking = mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(500)));
    assertThat(blocking.status()).isEqualTo(504);
    assertThat(mesh.time.nanos() - begun).isEqualTo(30 * MILLI);
    Outcome async = mesh.async(mesh.call("reviews", "/"), Script.of(Script.status(500)));
    assertThat(async.status()).isEqualTo(504);
  }

  @Test
  void aBugInTheLibraryIsNotRetried() {
    mesh.apply();
    FakeExchange exchange = mesh.call("reviews", "/");
    BlockingWire<FakeExchange, Outcome> wire =
        new BlockingWire<>() {
          @Override
          public Outcome send(FakeExchange x, Attempt attempt) {
            throw new IllegalArgumentException("bad");
          }

          @Override
          public ResponseHead head(Outcome response) {
            return response.answer();
          }

          @Override
          public void discard(FakeExchange x, Outcome response) {}

          @Override
          public Outcome deliver(FakeExchange x, Outcome response) {
            return response;
          }

          @Override
          public Outcome refused(FakeExchange x, Refusal refusal) {
            return Outcome.of(refusal);
          }

          @Override
          public void abort(FakeExchange x, Attempt attempt) {}
        };
    assertThatThrownBy(() -> new BlockingLoop(mesh.time).run(exchange, wire))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(exchange.isClosed()).isTrue();
    assertThat(exchange.current().number()).isEqualTo(1);
  }
}
