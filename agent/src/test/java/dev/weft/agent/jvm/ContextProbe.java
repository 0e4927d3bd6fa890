package dev.weft.agent.jvm;

import dev.weft.core.context.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Hands tasks over in every way; prints each way's name with "ok" or what was seen instead. */
final class ContextProbe {
  private static final Context ONE = new Context(1);
  private static final Context TWO = new Context(2);

  private ContextProbe() {}

  private static Context seen() {
    return HarnessAgent.CELL.get();
  }

  private static <T> T with(Context context, Callable<T> body) throws Exception {
    Context before = HarnessAgent.CELL.swap(context);
    try {
      return body.call();
    } finally {
      HarnessAgent.CELL.swap(before);
    }
  }

  private static void check(String name, Object seen, Object expected) {
    System.out.println(name + " " + (seen == expected ? "ok" : "saw " + seen));
  }

  public static void main(String[] args) throws Exception {
    pools();
    identity();
    scheduled();
    forkJoin();
    futures();
    if (Runtime.version().feature() >= 21) {
      virtual();
    }
    check("nothing-stays", seen(), null);
    System.out.println(HarnessAgent.weaver().reports());
    System.exit(0);
  }

  private static void pools() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    check("pool-submit", with(ONE, () -> pool.submit(ContextProbe::seen)).get(), ONE);
    check("pool-next-without", pool.submit(ContextProbe::seen).get(), null);
    CompletableFuture<Context> executed = new CompletableFuture<>();
    with(TWO, () -> run(pool, () -> executed.complete(seen())));
    check("pool-execute", executed.get(), TWO);
    List<Callable<Context>> all = List.of(ContextProbe::seen);
    check("pool-invoke-all", with(ONE, () -> pool.invokeAll(all)).get(0).get(), ONE);
    with(ONE, () -> run(pool, ContextProbe::fail));
    check("pool-after-failure", pool.submit(ContextProbe::seen).get(), null);
  }

  private static Object run(ExecutorService pool, Runnable task) {
    pool.execute(task);
    return null;
  }

  private static void fail() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
    throw new IllegalStateException("expected");
  }

  private static void identity() throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    CountDownLatch held = new CountDownLatch(1);
    pool.execute(() -> await(held));
    AtomicInteger without = new AtomicInteger();
    CountDownLatch ran = new CountDownLatch(2);
    Runnable task =
        () -> {
          if (seen() == null) {
            without.incrementAndGet();
          }
          ran.countDown();
        };
    with(ONE, () -> run(pool, task));
    check("queue-holds-the-task-itself", pool.getQueue().peek(), task);
    with(TWO, () -> run(pool, task));
    held.countDown();
    ran.await();
    check("one-task-with-two-contexts-has-none", without.get(), 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void scheduled() throws Exception {
    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
    check(
        "scheduled",
        with(ONE, () -> pool.schedule(ContextProbe::seen, 5, TimeUnit.MILLISECONDS)).get(),
        ONE);
    check("scheduled-submit", with(ONE, () -> pool.submit(ContextProbe::seen)).get(), ONE);
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    CountDownLatch twice = new CountDownLatch(2);
    Runnable task =
        () -> {
          runs.incrementAndGet();
          seen.addAndGet(seen() == null ? 0 : 1);
          twice.countDown();
        };
    ScheduledFuture<?> repeated =
        with(ONE, () -> pool.scheduleAtFixedRate(task, 1, 1, TimeUnit.MILLISECONDS));
    twice.await();
    repeated.cancel(false);
    check("scheduled-repeatedly-has-none", seen.get(), 0);
  }

  private static void forkJoin() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(2);
    check("fork-join-submit", with(ONE, () -> pool.submit(ContextProbe::seen)).get(), ONE);
    check("fork-join-next-without", pool.submit(ContextProbe::seen).get(), null);
    CompletableFuture<Context> executed = new CompletableFuture<>();
    with(TWO, () -> run(pool, () -> executed.complete(seen())));
    check("fork-join-execute", executed.get(), TWO);
    check("fork-join-invoke", with(ONE, () -> pool.invoke(new Splitting(6))), 64);
    check(
        "fork-join-fork",
        with(ONE, () -> ForkJoinTask.adapt(ContextProbe::seen).fork()).get(),
        ONE);
    AtomicInteger missing = new AtomicInteger();
    with(
        ONE,
        () -> {
          IntStream.range(0, 10_000)
              .parallel()
              .forEach(i -> missing.addAndGet(seen() == ONE ? 0 : 1));
          return null;
        });
    check("parallel-stream", missing.get(), 0);
  }

  /** Counts leaves that see the context. */
  private static final class Splitting extends RecursiveTask<Integer> {
    private final int depth;

    Splitting(int depth) {
      this.depth = depth;
    }

    @Override
    protected Integer compute() {
      if (depth == 0) {
        return seen() == ONE ? 1 : 0;
      }
      Splitting left = new Splitting(depth - 1);
      left.fork();
      return new Splitting(depth - 1).compute() + left.join();
    }
  }

  private static void futures() throws Exception {
    check(
        "future-async",
        with(ONE, () -> CompletableFuture.supplyAsync(ContextProbe::seen)).get(),
        ONE);
    check(
        "future-async-chain",
        with(
                ONE,
                () ->
                    CompletableFuture.supplyAsync(() -> 1)
                        .thenApplyAsync(x -> x)
                        .thenApplyAsync(x -> seen()))
            .get(),
        ONE);
    ExecutorService pool = Executors.newCachedThreadPool();
    check(
        "future-on-executor",
        with(ONE, () -> CompletableFuture.supplyAsync(ContextProbe::seen, pool)).get(),
        ONE);
    check(
        "future-delayed",
        with(
                ONE,
                () ->
                    CompletableFuture.supplyAsync(
                        ContextProbe::seen,
                        CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS)))
            .get(),
        ONE);
    stages();
    check("future-without", CompletableFuture.supplyAsync(ContextProbe::seen).get(), null);
  }

  /** Completed by a thread that has no context, or another's. */
  private static void stages() throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<Integer> second = new CompletableFuture<>();
    ExecutorService pool = Executors.newCachedThreadPool();
    CompletableFuture<Context> applied = with(ONE, () -> first.thenApply(x -> seen()));
    CompletableFuture<Context> handled = with(ONE, () -> first.handle((x, e) -> seen()));
    CompletableFuture<Context> async = with(ONE, () -> first.thenApplyAsync(x -> seen()));
    CompletableFuture<Context> onPool = with(ONE, () -> first.thenApplyAsync(x -> seen(), pool));
    CompletableFuture<Context> composed =
        with(ONE, () -> first.thenCompose(x -> CompletableFuture.completedFuture(seen())));
    CompletableFuture<Context> both = with(ONE, () -> first.thenCombine(second, (x, y) -> seen()));
    CompletableFuture<Context> bothBack =
        with(ONE, () -> second.thenCombineAsync(first, (x, y) -> seen(), pool));
    CompletableFuture<Context> either = with(ONE, () -> first.applyToEither(second, x -> seen()));
    CompletableFuture<Context> all =
        with(ONE, () -> CompletableFuture.allOf(first, second).thenApply(x -> seen()));
    CompletableFuture<Context> without = first.thenApply(x -> seen());
    with(
        TWO,
        () -> {
          first.complete(1);
          check("stage-completer-keeps-its-own", seen(), TWO);
          return null;
        });
    second.complete(2);
    check("stage-apply", applied.get(), ONE);
    check("stage-handle", handled.get(), ONE);
    check("stage-async", async.get(), ONE);
    check("stage-on-executor", onPool.get(), ONE);
    check("stage-compose", composed.get(), ONE);
    check("stage-of-two", both.get(), ONE);
    check("stage-of-two-async", bothBack.get(), ONE);
    check("stage-of-either", either.get(), ONE);
    check("stage-of-all", all.get(), ONE);
    check("stage-without-has-its-completers", without.get(), TWO);
  }

  /** By reflection: the tests compile for Java 17. */
  private static void virtual() throws Exception {
    ExecutorService pool =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    check("virtual-pool", with(ONE, () -> pool.submit(ContextProbe::seen)).get(), ONE);
    check("virtual-without", pool.submit(ContextProbe::seen).get(), null);
    check(
        "virtual-after-sleep",
        with(
                ONE,
                () ->
                    pool.submit(
                        () -> {
                          Thread.sleep(Duration.ofMillis(20).toMillis());
                          return seen();
                        }))
            .get(),
        ONE);
    check(
        "virtual-nested",
        with(ONE, () -> pool.submit(() -> pool.submit(ContextProbe::seen).get())).get(),
        ONE);
    CompletableFuture<Context> started = new CompletableFuture<>();
    Runnable task = () -> started.complete(seen());
    with(
        TWO, () -> Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task));
    check("virtual-start", started.get(), TWO);
    AtomicInteger missing = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      Context context = new Context(i);
      with(
          context,
          () ->
              pool.submit(
                  () -> {
                    Thread.yield();
                    missing.addAndGet(seen() == context ? 0 : 1);
                    all.countDown();
                  }));
    }
    all.await();
    check("virtual-many", missing.get(), 0);
  }
}
