package dev.weft.collector.time;

import java.util.concurrent.Executor;

/**
 * One thread that owns a state: what is given to it runs one after the other, in the order given.
 * Tasks must be short and must not block.
 */
public interface Loop extends Executor {
  /**
   * The clock that {@link #after} goes by and that leases are counted by: steady milliseconds from
   * some origin. It does not know when somebody sets the machine's clock.
   */
  long millis();

  /** The time of day, epoch milliseconds: to be shown, never to be counted with. */
  long wallMillis();

  /**
   * Runs {@code task} on this loop, {@code delayMillis} from now.
   *
   * @param delayMillis 0 or more
   */
  Handle after(long delayMillis, Runnable task);

  /** A task that has not run yet. */
  @FunctionalInterface
  interface Handle {
    /** Does nothing once the task runs or has run. */
    void cancel();
  }
}
