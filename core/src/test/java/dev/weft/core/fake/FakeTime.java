package dev.weft.core.fake;

import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Clock and timer that stand still until told; a blocking wait moves them. One thread at a time.
 */
public final class FakeTime implements Clock, Timer {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong((Task task) -> task.at).thenComparingLong(task -> task.order));
  private long now = 1_000_000_000L;
  private long order;

  private static final class Task implements Scheduled {
    private final long at;
    private final long order;
    private final Runnable action;
    private boolean cancelled;

    private Task(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Scheduled after(long delayNanos, Runnable action) {
    Task task = new Task(now + delayNanos, order++, action);
    tasks.add(task);
    return task;
  }

  /** Runs what falls due meanwhile, in order. */
  public void advance(long nanos) {
    long end = now + nanos;
    while (step(end)) {}
    now = end;
  }

  public void advanceMillis(long millis) {
    advance(millis * 1_000_000);
  }

  /** Runs the next task that is due by {@code end}; false: there is none. */
  private boolean step(long end) {
    Task next = tasks.peek();
    if (next == null || next.at > end) {
      return false;
    }
    tasks.remove(next);
    now = Math.max(now, next.at);
    if (!next.cancelled) {
      next.action.run();
    }
    return true;
  }

  /** Runs tasks until none is left. */
  public void drain() {
    while (step(Long.MAX_VALUE)) {}
  }

  /** How many tasks are armed. */
  public long armed() {
    return tasks.stream().filter(task -> !task.cancelled).count();
  }

  @Override
  public void await(CountDownLatch until, long nanos) {
    long end = now + nanos;
    while (until.getCount() > 0 && step(end)) {}
    if (until.getCount() > 0) {
      now = end;
    }
  }
}
