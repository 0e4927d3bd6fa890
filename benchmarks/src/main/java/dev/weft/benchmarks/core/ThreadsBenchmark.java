package dev.weft.benchmarks.core;

import dev.weft.core.context.ContextCell;
import dev.weft.core.path.DataPath;
import dev.weft.core.trace.Propagation;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What threads that call at once cost each other. Of the same service they share the counters of
 * its endpoints; of services of their own they share only what all calls do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ThreadsBenchmark {
  private final AtomicInteger threads = new AtomicInteger();
  private final ContextCell contexts = new ContextCell();
  private DataPath path;

  @Setup
  public void build() {
    path = Calls.dataPath(SampleMesh.USUAL, contexts, Calls.UNSAMPLED, Propagation.DEFAULT);
  }

  /** The services that a thread calls. */
  @State(Scope.Thread)
  public static class Caller {
    private String own;

    @Setup
    public void enter(ThreadsBenchmark benchmark) {
      benchmark.contexts.swap(Calls.context(false));
      own = SampleMesh.authority(50 + benchmark.threads.getAndIncrement());
    }
  }

  @Benchmark
  @Threads(1)
  public int oneThread(Caller caller) {
    return Calls.call(path, "reviews100:9080");
  }

  @Benchmark
  @Threads(2)
  public int twoThreadsOneService(Caller caller) {
    return Calls.call(path, "reviews100:9080");
  }

  @Benchmark
  @Threads(2)
  public int twoThreadsTwoServices(Caller caller) {
    return Calls.call(path, caller.own);
  }
}
