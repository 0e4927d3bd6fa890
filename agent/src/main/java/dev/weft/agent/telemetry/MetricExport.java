package dev.weft.agent.telemetry;

import dev.weft.agent.log.AgentLog;
import dev.weft.agent.thread.AgentThread;
import dev.weft.core.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Exports metrics every so often, and once more at the end, on a thread of its own. Made only where
 * a user wants metrics. Thread-safe.
 */
public final class MetricExport {
  /** How long the end of the JVM may be held up. */
  private static final long CLOSE_MILLIS = 1_000;

  private final long intervalNanos;
  private final Supplier<Metrics> make;
  private final LongSupplier epochNanos;
  private final Clock clock;
  private final AgentLog log;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AgentThread worker;

  /** What is exported, and where to. Used by one thread; may block. */
  public interface Metrics {
    /**
     * @param nowEpochNanos the time of day
     * @param untilNanos on the clock: given up then
     * @return whether it arrived
     */
    boolean export(long nowEpochNanos, long untilNanos);
  }

  /**
   * @param make called once, on the exporting thread
   * @param epochNanos the time of day
   */
  public MetricExport(
      long intervalNanos,
      Supplier<Metrics> make,
      LongSupplier epochNanos,
      Clock clock,
      AgentLog log) {
    this.intervalNanos = intervalNanos;
    this.make = make;
    this.epochNanos = epochNanos;
    this.clock = clock;
    this.log = log;
    this.worker = new AgentThread("metrics", this::run);
  }

  /** Call once. */
  public void start() {
    worker.start();
  }

  private void run() {
    try {
      Metrics metrics = make.get();
      boolean more = true;
      while (more) {
        more = !closed.await(intervalNanos, TimeUnit.NANOSECONDS);
        long patience = more ? intervalNanos : TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        if (!metrics.export(epochNanos.getAsLong(), clock.nanos() + patience)) {
          log.warn("metrics cannot be exported; calls are not affected");
        }
      }
    } catch (InterruptedException e) {
      // Nobody has a reason to; the thread ends with it.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError e) {
      log.fault("metrics are exported no longer", e);
    } finally {
      ended.countDown();
    }
  }

  /** Exports once more and ends. Does not wait for it. */
  public void close() {
    closed.countDown();
  }

  /** Waits for the end, for a second at most. After {@link #close}. */
  public void awaitEnd() {
    try {
      if (!ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        log.info("the last metrics were not exported in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
