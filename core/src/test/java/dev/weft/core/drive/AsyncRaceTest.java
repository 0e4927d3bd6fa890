package dev.weft.core.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Refusal;
import dev.weft.core.context.ContextCell;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.MeshView;
import dev.weft.core.path.TraceSettings;
import dev.weft.core.time.Timer;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Responses, failures, timers and cancels that meet: everything ends once. */
class AsyncRaceTest {
  private static final int CALLS = 3000;

  private final Set<Endpoint> endpoints = ConcurrentHashMap.newKeySet();

  /** Keeps its tasks for whoever wants to be the timer. */
  private static final class ManualTimer implements Timer {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public Scheduled after(long delayNanos, Runnable task) {
      tasks.add(task);
      return () -> tasks.remove(task);
    }

    private void ring() {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  private final class Racing extends AsyncCall<FakeExchange, String> {
    private final Queue<Attempt> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger acting = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();

    private Racing(FakeExchange exchange, Timer timer) {
      super(exchange, timer);
    }

    private void act(Runnable action) {
      overlaps.addAndGet(acting.getAndIncrement() == 0 ? 0 : 1);
      action.run();
      acting.decrementAndGet();
    }

    @Override
    protected void send(Attempt attempt) {
      act(
          () -> {
            endpoints.add(attempt.endpoint());
            sent.add(attempt);
          });
    }

    @Override
    protected void deliver(Attempt attempt, String response) {
      act(told::incrementAndGet);
      finished();
    }

    @Override
    protected void discard(Attempt attempt, String response) {
      act(() -> {});
    }

    @Override
    protected void refused(Refusal refusal) {
      act(told::incrementAndGet);
    }

    @Override
    protected void fail(Throwable failure) {
      act(told::incrementAndGet);
    }

    @Override
    protected void abort(Attempt attempt) {
      act(() -> {});
    }

    private void answer() {
      Attempt attempt = sent.poll();
      if (attempt != null) {
        Script.Answer answer = (Script.Answer) Script.status(attempt.number() > 1 ? 200 : 503);
        responded(attempt, answer, "response");
      }
    }

    private void fail() {
      Attempt attempt = sent.peek();
      if (attempt != null) {
        failed(attempt, new IOException("reset"));
      }
    }
  }

  private static DataPath path() {
    FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2");
    DataPath path =
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
    path.apply(
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .retries(
                    Policies.retries(
                        3,
                        Duration.ofHours(1),
                        Set.of(),
                        Condition.FIVE_XX,
                        Condition.GATEWAY_ERROR))
                .named("r")),
        new MeshView(mesh.hosts, mesh.endpoints, "default", "cluster.local"));
    return path;
  }

  @Test
  void whateverMeetsTheApplicationIsToldOnceAndNothingIsHeldBack() throws Exception {
    DataPath path = path();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    CyclicBarrier together = new CyclicBarrier(3);
    try {
      for (int i = 0; i < CALLS; i++) {
        ManualTimer timer = new ManualTimer();
        Racing call = new Racing(new FakeExchange(path.outbound(), "reviews", "/"), timer);
        call.start();
        boolean cancelled = i % 3 == 0;
        List<Future<?>> done = new ArrayList<>();
        done.add(threads.submit(() -> race(together, () -> repeat(call::answer))));
        done.add(threads.submit(() -> race(together, () -> repeat(timer::ring))));
        done.add(
            threads.submit(
                () -> race(together, cancelled ? call::cancel : () -> repeat(call::fail))));
        for (Future<?> future : done) {
          future.get(60, TimeUnit.SECONDS);
        }
        call.cancel();
        assertThat(call.exchange().isClosed()).isTrue();
        assertThat(call.told.get()).isLessThanOrEqualTo(1);
        assertThat(call.overlaps.get()).isZero();
        assertThat(timer.tasks).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(endpoints)
        .isNotEmpty()
        .allSatisfy(endpoint -> assertThat(endpoint.state().active()).isZero());
  }

  private static void repeat(Runnable action) {
    for (int i = 0; i < 5; i++) {
      action.run();
    }
  }

  private static Void race(CyclicBarrier together, Runnable action) {
    try {
      together.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    action.run();
    return null;
  }
}
