package dev.weft.benchmarks.core;

import dev.weft.core.context.ContextCell;
import dev.weft.core.path.DataPath;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How the cost of a call grows with what the mesh holds. Each is a whole call, open to close. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GrowthBenchmark {
  // As many as are called in turn: more would measure the memory of the machine, not the table.
  private static final int CALLED = 64;

  private static DataPath path(SampleMesh mesh) {
    ContextCell contexts = new ContextCell();
    contexts.swap(Calls.context(false));
    return Calls.dataPath(mesh, contexts, Calls.UNSAMPLED, Propagation.DEFAULT);
  }

  private static SampleMesh ofHosts(int hosts) {
    return new SampleMesh(hosts, 3, 2, Matching.HEADER, LoadBalancer.LEAST_REQUEST);
  }

  /** Calls go to up to {@value #CALLED} hosts of the table in turn. */
  @State(Scope.Thread)
  public static class Hosts {
    @Param({"10", "100", "1000", "10000"})
    int hosts;

    private DataPath path;
    private String[] authorities;
    private int turn;

    @Setup
    public void build() {
      path = path(ofHosts(hosts));
      List<String> all = new ArrayList<>();
      for (int i = 0; i < hosts; i++) {
        all.add(SampleMesh.authority(i));
      }
      Collections.shuffle(all, new Random(1));
      authorities = new String[CALLED];
      for (int i = 0; i < CALLED; i++) {
        authorities[i] = all.get(i % all.size());
      }
    }

    String next() {
      return authorities[turn++ & (CALLED - 1)];
    }
  }

  @Benchmark
  public int hosts(Hosts state) {
    return Calls.call(state.path, state.next());
  }

  @State(Scope.Thread)
  public static class OtherHosts {
    @Param({"10", "100", "1000", "10000"})
    int hosts;

    private DataPath silent;

    @Setup
    public void build() {
      silent = Calls.dataPath(ofHosts(hosts), new ContextCell(), Sampler.OFF, Propagation.NONE);
    }
  }

  /** The name is in no table; the adapter asks and leaves the call alone. */
  @Benchmark
  public boolean unknownHost(OtherHosts state) {
    return state.silent.concerns("api.example.com");
  }

  /** The last of the routes takes the request: the first that matches wins, by Istio's rules. */
  @State(Scope.Thread)
  public static class Routes {
    @Param({"1", "10", "100", "1000"})
    int routes;

    @Param Matching matching;

    private DataPath path;

    @Setup
    public void build() {
      path = path(new SampleMesh(10, 3, routes, matching, LoadBalancer.LEAST_REQUEST));
    }
  }

  @Benchmark
  public int routes(Routes state) {
    return Calls.call(state.path, "reviews5:9080");
  }

  @State(Scope.Thread)
  public static class Endpoints {
    @Param({"3", "10", "100", "1000"})
    int endpoints;

    @Param({"ROUND_ROBIN", "RANDOM", "LEAST_REQUEST"})
    LoadBalancer balancer;

    private DataPath path;

    @Setup
    public void build() {
      path = path(new SampleMesh(10, endpoints, 2, Matching.HEADER, balancer));
    }
  }

  @Benchmark
  public int endpoints(Endpoints state) {
    return Calls.call(state.path, "reviews5:9080");
  }

  /** So many calls to the same service are open all the while. */
  @State(Scope.Thread)
  public static class Open {
    @Param({"1", "100", "10000"})
    int open;

    private DataPath path;
    private List<BareExchange> held;

    @Setup
    public void build() {
      path = path(SampleMesh.USUAL);
      held = new ArrayList<>();
      for (int i = 0; i < open; i++) {
        held.add(Calls.begun(path, "reviews100:9080"));
      }
    }
  }

  @Benchmark
  public int open(Open state) {
    return Calls.call(state.path, "reviews100:9080");
  }
}
