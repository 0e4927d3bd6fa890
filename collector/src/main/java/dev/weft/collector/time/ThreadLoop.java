package dev.weft.collector.time;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Loop} on a daemon thread of its own. A task that throws is logged and loses nothing
 * else.
 */
public final class ThreadLoop implements Loop, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ThreadLoop.class);

  private final ScheduledThreadPoolExecutor executor;
  private final Clock clock;
  private final long origin = System.nanoTime();

  /**
   * @param clock the time of day
   */
  public ThreadLoop(String name, Clock clock) {
    this.clock = clock;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - origin);
  }

  @Override
  public long wallMillis() {
    return clock.millis();
  }

  /** After {@link #close} tasks are dropped: nobody is left to see what they do. */
  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException closed) {
      log.debug("dropped a task after the end", closed);
    }
  }

  @Override
  public Handle after(long delayMillis, Runnable task) {
    try {
      Future<?> future =
          executor.schedule(guarded(task), Math.max(0, delayMillis), TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      log.debug("dropped a timer after the end", closed);
      return () -> {};
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      executor.shutdownNow();
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("A task of the collector failed; please report this with the lines below", e);
      }
    };
  }
}
