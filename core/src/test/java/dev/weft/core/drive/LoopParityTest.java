package dev.weft.core.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Joint;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Scope;
import dev.weft.core.call.Settling;
import dev.weft.core.fake.FakeAsyncCall;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeTime;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Script;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One scripted wire, both loops. */
class LoopParityTest {
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

  @Test
  void aFaultOfOursReachesTheApplicationInsteadOfNothing() {
    FakeTime time = new FakeTime();
    Joint broken =
        new Joint() {
          @Override
          public long consider(Attempt attempt) {
            throw new IllegalStateException("bug");
          }

          @Override
          public void release(OutboundExchange exchange) {}
        };
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
    FakeExchange exchange =
        new FakeExchange(
            new OutboundPath(time, List.of(meshing), broken, List.of()), "reviews", "/");
    FakeAsyncCall call =
        new FakeAsyncCall(exchange, Script.of(Script.statusAfter(200, MILLI)), time);
    call.start();
    time.drain();
    assertThat(call.outcome.failure()).hasMessage("bug");
    assertThat(exchange.isClosed()).isTrue();
  }
}
