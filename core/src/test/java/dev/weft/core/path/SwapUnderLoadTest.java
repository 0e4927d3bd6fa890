package dev.weft.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.context.ContextCell;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.compiled.CompiledPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SwapUnderLoadTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2");
  private final DataPath path =
      new DataPath(
          new DataPathConfig(
              System::nanoTime,
              () -> ThreadLocalRandom.current().nextLong(),
              new ContextCell(),
              new LocalIdentity("caller", "default", "caller", Map.of()),
              TraceSettings.off(),
              () -> true,
              host -> {},
              0));

  private void route(String subset) {
    CompiledPolicy policy =
        Policies.of(
            Map.of(
                REVIEWS, List.of(Policies.route(Policies.to("reviews", subset, 1)).named(subset))),
            Map.of(REVIEWS, Policies.cluster(REVIEWS, Traffic.DEFAULT)));
    path.apply(policy, new MeshView(mesh.hosts, mesh.endpoints, "default", "cluster.local"));
  }

  private int calls(AtomicBoolean over) {
    int calls = 0;
    while (!over.get()) {
      FakeExchange call = new FakeExchange(path.outbound(), "reviews", "/");
      assertThat(call.open()).isEqualTo(Opening.GO);
      Attempt attempt = call.next();
      assertThat(attempt.endpoint()).isNotNull();
      assertThat(attempt.headed((Script.Answer) Script.status(200))).isTrue();
      call.close();
      calls++;
    }
    return calls;
  }

  @Test
  void swapsLoseNoCallAndNoCount() throws Exception {
    route("v1");
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Integer>> done = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        done.add(threads.submit(() -> calls(over)));
      }
      long drained = 0;
      for (int i = 0; i < 300; i++) {
        route(i % 2 == 0 ? "v2" : "v1");
        drained += count();
      }
      over.set(true);
      long made = 0;
      for (Future<Integer> future : done) {
        made += future.get(60, TimeUnit.SECONDS);
      }
      assertThat(drained + count()).isEqualTo(made);
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    FakeExchange last = new FakeExchange(path.outbound(), "reviews", "/");
    last.open();
    assertThat(last.next().endpoint().state().active()).isEqualTo(1);
  }

  private long count() {
    return path.drainStats().stream().mapToLong(series -> series.count()).sum();
  }
}
