package dev.weft.collector.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Steady traffic: page loads at a constant rate whatever the pages take, every third by jason. All
 * samples are kept; a demo makes a few thousand.
 */
final class Traffic implements AutoCloseable {
  /** Loads a second. Little enough to leave two cores idle most of the time. */
  static final int RATE = 40;

  private static final long PROBE_MILLIS = 15;

  /**
   * Probes may be delayed for seconds by the policy; more of them would fill the page's threads.
   */
  private static final long PROBING_MILLIS = 500;

  private static final long PATIENCE_SECONDS = 15;

  private final PageClient client;
  private final List<Sample> samples = new ArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ScheduledExecutorService clock;

  Traffic(PageClient client) {
    this.client = client;
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(task, "traffic");
          thread.setDaemon(true);
          return thread;
        };
    // A delayed page holds its thread for seconds; the rate must not suffer.
    this.clock = Executors.newScheduledThreadPool(160, threads);
  }

  void start() {
    clock.scheduleAtFixedRate(
        () -> clock.execute(this::load), 0, 1_000_000 / RATE, TimeUnit.MICROSECONDS);
  }

  private void load() {
    try {
      Sample sample = client.load(count.incrementAndGet() % 3 == 0);
      synchronized (samples) {
        samples.add(sample);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Probes every few milliseconds, whatever the pages take, until one shows the new policy.
   *
   * @param sinceNanos when the document was sent
   * @return from then to the begin of the first changed page, milliseconds; -1: none came
   */
  long firstChangeMillis(Step step, long sinceNanos) throws InterruptedException {
    AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    CountDownLatch changed = new CountDownLatch(1);
    ScheduledFuture<?> probing =
        clock.scheduleAtFixedRate(
            () -> clock.execute(() -> probe(step, first, changed)),
            0,
            PROBE_MILLIS,
            TimeUnit.MILLISECONDS);
    boolean seen = changed.await(PROBING_MILLIS, TimeUnit.MILLISECONDS);
    probing.cancel(false);
    seen = seen || changed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return seen ? TimeUnit.NANOSECONDS.toMillis(first.get() - sinceNanos) : -1;
  }

  private void probe(Step step, AtomicLong first, CountDownLatch changed) {
    try {
      Sample sample = client.load(step.changedUser());
      if (step.changed() != null && step.changed().test(sample)) {
        first.accumulateAndGet(sample.beginNanos(), Math::min);
        changed.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Those that began at or after {@code nanos}. */
  Window since(long nanos) {
    synchronized (samples) {
      return new Window(samples.stream().filter(sample -> sample.beginNanos() >= nanos).toList());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
