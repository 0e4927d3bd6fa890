package dev.weft.smoke.app;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Many calls at once, and how often each kind of result came. */
public final class Load {
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  private Load() {}

  /** One call; counts what it met. Never throws. */
  @FunctionalInterface
  public interface Call {
    void make(Load load);
  }

  /** As the command says: {@code calls} (100), {@code threads} (10), {@code virtual}. */
  public static Line of(Line command, Call call) throws InterruptedException {
    Load load = new Load();
    int threads = command.number("threads", 10);
    AtomicInteger left = new AtomicInteger(command.number("calls", 100));
    CountDownLatch done = new CountDownLatch(threads);
    ExecutorService pool =
        command.is("virtual") ? virtualThreads() : Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            try {
              while (left.getAndDecrement() > 0) {
                call.make(load);
              }
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
    pool.shutdown();
    Line line = Line.of();
    for (Map.Entry<String, LongAdder> count : load.counts.entrySet()) {
      line = line.with(count.getKey(), count.getValue());
    }
    return line;
  }

  public void count(String name) {
    counts.computeIfAbsent(name, key -> new LongAdder()).increment();
  }

  /** By reflection: the suites' applications are compiled for Java 17. */
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no virtual threads in this JDK", e);
    }
  }
}
