package dev.weft.core.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Joint;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.call.Scope;
import dev.weft.core.call.Settling;
import dev.weft.core.fake.FakeAsyncCall;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.FakeTime;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopsTest {
  private static final long MILLI = 1_000_000;

  private static class Recorder<S extends Scope> implements Filter<S> {
    private final String name;
    final List<String> trace;

    private Recorder(String name, List<String> trace) {
      this.name = name;
      this.trace = trace;
    }

    @Override
    public @Nullable Refusal enter(S scope) {
      trace.add("+" + name);
      return null;
    }

    @Override
    public void exit(S scope) {
      trace.add("-" + name);
    }
  }

  private static final class AttemptRecorder extends Recorder<Attempt> implements Settling {
    private AttemptRecorder(List<String> trace) {
      super("attempt", trace);
    }

    @Override
    public void settled(Attempt attempt) {
      trace.add(attempt.number() + ":" + attempt.outcome() + ":" + attempt.status());
    }
  }

  /** Two more attempts after a 5xx or a failure, 10 ms apart. */
  private record TwoMore(List<String> trace) implements Joint {
    @Override
    public long consider(Attempt attempt) {
      boolean good = attempt.status() > 0 && attempt.status() < 500;
      return good || attempt.number() > 2 ? -1 : 10 * MILLI;
    }

    @Override
    public void release(OutboundExchange exchange) {
      trace.add("release");
    }
  }

  private static OutboundPath recording(FakeTime time, List<String> trace) {
    Filter<OutboundExchange> meshing =
        new Filter<>() {
          @Override
          public @Nullable Refusal enter(OutboundExchange x) {
            x.meshed(true);
            return null;
          }

          @Override
          public void exit(OutboundExchange x) {}
        };
    return new OutboundPath(
        time,
        List.of(meshing, new Recorder<>("call", trace)),
        new TwoMore(trace),
        List.of(new AttemptRecorder(trace)));
  }

  private static List<String> blocking(Script script) throws Exception {
    FakeTime time = new FakeTime();
    List<String> trace = new ArrayList<>();
    FakeExchange exchange = new FakeExchange(recording(time, trace), "reviews", "/");
    FakeBlockingWire wire = new FakeBlockingWire(script, time);
    try {
      Outcome outcome = new BlockingLoop(time).run(exchange, wire);
      trace.add("delivered " + outcome.status());
      exchange.close();
    } catch (IOException e) {
      trace.add("thrown " + e.getMessage());
    }
    return normal(trace);
  }

  private static List<String> async(Script script) {
    FakeTime time = new FakeTime();
    List<String> trace = new ArrayList<>();
    FakeExchange exchange = new FakeExchange(recording(time, trace), "reviews", "/");
    FakeAsyncCall call = new FakeAsyncCall(exchange, script, time);
    call.start();
    time.drain();
    trace.add(
        call.outcome.failure() == null
            ? "delivered " + call.outcome.status()
            : "thrown " + call.outcome.failure().getMessage());
    call.finished();
    return normal(trace);
  }

  /** When the application is told relative to the exits of a failed call is each loop's own. */
  private static List<String> normal(List<String> trace) {
    List<String> filters = new ArrayList<>(trace);
    filters.removeIf(event -> event.startsWith("thrown") || event.startsWith("delivered"));
    trace.removeAll(filters);
    filters.addAll(trace);
    return filters;
  }

  @Test
  void bothLoopsGiveTheSameFilterTrace() throws Exception {
    List<List<Script.Step>> scripts =
        List.of(
            List.of(Script.status(200)),
            List.of(Script.status(503), Script.status(503), Script.status(200)),
            List.of(Script.status(503), Script.status(503), Script.status(503)),
            List.of(Script.fails(new ConnectException("refused")), Script.status(200)),
            List.of(Script.fails(new IOException("reset"))),
            List.of(Script.statusAfter(500, 5 * MILLI), Script.statusAfter(200, 7 * MILLI)));
    for (List<Script.Step> steps : scripts) {
      Script.Step[] array = steps.toArray(new Script.Step[0]);
      assertThat(async(Script.of(array))).isEqualTo(blocking(Script.of(array)));
    }
  }

  @Test
  void aRetriedCallEntersAndExitsEachAttemptOnce() throws Exception {
    List<String> trace =
        blocking(Script.of(Script.status(503), Script.status(503), Script.status(200)));
    assertThat(trace)
        .containsExactly(
            "+call",
            "+attempt",
            "1:RESPONSE:503",
            "+attempt",
            "-attempt",
            "2:RESPONSE:503",
            "release",
            "+attempt",
            "-attempt",
            "3:RESPONSE:200",
            "release",
            "-attempt",
            "-call",
            "delivered 200");
  }

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
    Outcome outcome = mesh.blocking(mesh.call("reviews", "/"), wire);
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
