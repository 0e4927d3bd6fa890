package dev.weft.benchmarks.core;

import dev.weft.core.call.InboundExchange;
import dev.weft.core.context.ContextCell;
import dev.weft.core.path.DataPath;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * hosts with a route table each, 20 endpoints each, mesh TLS.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DataPathBenchmark {
  private static final String CALLED = "reviews100:9080";
  static final String UNSAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
  static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final ContextCell contexts = new ContextCell();
  private DataPath path;
  private DataPath silent;

  @Setup
  public void build() {
    path = Calls.dataPath(SampleMesh.USUAL, contexts, Calls.UNSAMPLED, Propagation.DEFAULT);
    silent = Calls.dataPath(SampleMesh.USUAL, contexts, Sampler.OFF, Propagation.NONE);
  }

  /** The thread works for an inbound call whose trace is not sampled. */
  @State(Scope.Thread)
  public static class Caller {
    @Setup
    public void enter(DataPathBenchmark benchmark) {
      benchmark.contexts.swap(Calls.context(false));
    }
  }

  /** The thread works for an inbound call whose trace is sampled. */
  @State(Scope.Thread)
  public static class SampledCaller {
    @Setup
    public void enter(DataPathBenchmark benchmark) {
      benchmark.contexts.swap(Calls.context(true));
    }
  }

  /** Routed, balanced, propagated, counted. */
  @Benchmark
  public int meshed(Caller caller) {
    return Calls.call(path, CALLED);
  }

  /** As above, with a client span. */
  @Benchmark
  public int meshedSampled(SampledCaller caller) {
    return Calls.call(path, CALLED);
  }

  /** Outside of any inbound call: a trace that is not recorded begins here and goes along. */
  @Benchmark
  public int meshedAtTheRoot() {
    return Calls.call(path, CALLED);
  }

  /** As above, without an inbound call around it and with nothing to propagate. */
  @Benchmark
  public int meshedWithoutTracing() {
    return Calls.call(silent, CALLED);
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
    return Calls.call(path, "api.example.com");
  }

  /** A call that this JVM serves, of a peer that sends its trace. */
  @Benchmark
  public @Nullable Object served() {
    return serve(path, UNSAMPLED);
  }

  /** As above, with a server span. */
  @Benchmark
  public @Nullable Object servedSampled() {
    return serve(path, SAMPLED);
  }

  /** With no trace read or begun. */
  @Benchmark
  public @Nullable Object servedWithoutTracing() {
    return serve(silent, null);
  }

  private static @Nullable Object serve(DataPath path, @Nullable String traceParent) {
    InboundExchange exchange = new BareInbound(path.inbound(), traceParent);
    exchange.open();
    exchange.close(200, null);
    return exchange.context();
  }
}
