package dev.weft.benchmarks.core;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.ContextCell;
import dev.weft.core.context.TraceContext;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.TraceSettings;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the core costs a call: all filters, from open to close, without a library around it. 200
 * hosts with a route table each, 20 endpoints each, mesh TLS, within an unsampled trace.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DataPathBenchmark {
  private final ContextCell contexts = new ContextCell();
  private DataPath path;
  private DataPath silent;

  @Setup
  public void build() {
    path = dataPath(new Sampler(true, 0), Propagation.DEFAULT);
    silent = dataPath(Sampler.OFF, Propagation.NONE);
  }

  private DataPath dataPath(Sampler sampler, Propagation propagation) {
    DataPath made =
        new DataPath(
            new DataPathConfig(
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong(),
                contexts,
                new LocalIdentity("caller", "default", "caller", Map.of("app", "caller")),
                new TraceSettings(sampler, propagation, span -> {}, () -> 0),
                () -> true,
                host -> {},
                2_000_000_000L));
    made.apply(SampleMesh.policy(), SampleMesh.view());
    return made;
  }

  /** The thread works for an inbound call whose trace is not sampled. */
  @State(Scope.Thread)
  public static class Caller {
    @Setup
    public void enter(DataPathBenchmark benchmark) {
      benchmark.contexts.swap(
          new CallContext(
              Long.MAX_VALUE, new TraceContext(1, 2, 3, TraceContext.RANDOM, null, null)));
    }
  }

  /** Routed, balanced, propagated, counted. */
  @Benchmark
  public int meshed(Caller caller) {
    return call(path, "reviews100:9080");
  }

  /** As above, without an inbound call around it and with nothing to propagate. */
  @Benchmark
  public int meshedWithoutTracing() {
    return call(silent, "reviews100:9080");
  }

  /** A host that the mesh does not know: what an adapter asks before it makes anything. */
  @Benchmark
  public boolean unknownHost() {
    return silent.concerns("api.example.com");
  }

  /**
   * The same where the adapter makes an exchange all the same, because the trace goes there too.
   */
  @Benchmark
  public int outsideWithTrace(Caller caller) {
    return call(path, "api.example.com");
  }

  private static int call(DataPath path, String authority) {
    BareExchange exchange = new BareExchange(path.outbound(), authority);
    if (exchange.open() != Opening.GO) {
      throw new IllegalStateException("not routed: " + exchange.refusal());
    }
    Attempt attempt = exchange.next();
    if (attempt == null) {
      throw new IllegalStateException("no attempt: " + exchange.refusal());
    }
    exchange.edit(attempt, attempt.edits());
    attempt.sent();
    attempt.headed(BareExchange.OK);
    exchange.close();
    return exchange.headers;
  }
}
