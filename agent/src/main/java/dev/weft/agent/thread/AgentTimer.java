package dev.weft.agent.thread;

import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One thread for all that has to happen later, started with the first task. Thread-safe. */
public final class AgentTimer implements Timer, AutoCloseable {
  private static final int MIN_PURGE = 64;

  /** Of a wait for nothing: an hour, after which it waits again. */
  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Clock clock;
  private final AgentLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Cancelled tasks that are still queued, about. */
  private final AtomicInteger cancelled = new AtomicInteger();

  // Guarded by lock.
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long scheduled;
  private @Nullable AgentThread thread;
  private boolean closed;

  /** The thread waits; what comes first shall wake it if it is due before {@link #wakesNanos}. */
  private boolean waiting;

  private long wakesNanos;

  public AgentTimer(Clock clock, AgentLog log) {
    this.clock = clock;
    this.log = log;
  }

  @Override
  public Scheduled after(long delayNanos, Runnable action) {
    lock.lock();
    try {
      Task task = new Task(clock.nanos() + Math.max(0, delayNanos), scheduled++, action);
      if (closed) {
        return task;
      }
      purge();
      tasks.add(task);
      if (thread == null) {
        thread = new AgentThread("timer", this::run);
        thread.start();
      } else if (waiting && task.dueNanos - wakesNanos < 0) {
        // Also where a task that it waits for was cancelled: it will find out by itself.
        changed.signal();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps at least half of the queue alive, so that cancelling costs next to nothing. */
  private void purge() {
    if (cancelled.get() > MIN_PURGE + tasks.size() / 2) {
      cancelled.set(0);
      tasks.removeIf(task -> task.action == null);
    }
  }

  private void run() {
    for (Task task = next(); task != null; task = next()) {
      Runnable action = task.action;
      try {
        if (action != null) {
          action.run();
        }
      } catch (RuntimeException | LinkageError e) {
        log.fault("a timer's task failed", e);
      }
    }
  }

  /** Waits for the next task that is due; null: closed. */
  private @Nullable Task next() {
    lock.lock();
    try {
      while (!closed) {
        Task first = tasks.peek();
        long now = clock.nanos();
        long wait = first == null ? LONGEST_NANOS : first.dueNanos - now;
        if (wait <= 0) {
          return tasks.poll();
        }
        waiting = true;
        wakesNanos = now + wait;
        try {
          changed.await(wait, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // Nobody has a reason to interrupt this thread; the flag is dropped on purpose.
          continue;
        } finally {
          waiting = false;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Tasks that have not begun are dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tasks.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Task implements Scheduled, Comparable<Task> {
    private final long dueNanos;
    private final long order;

    /** Null: cancelled. Most timeouts never fire and must not keep their calls in memory. */
    private volatile @Nullable Runnable action;

    Task(long dueNanos, long order, Runnable action) {
      this.dueNanos = dueNanos;
      this.order = order;
      this.action = action;
    }

    @Override
    public void cancel() {
      if (action != null) {
        action = null;
        cancelled.incrementAndGet();
      }
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(dueNanos - other.dueNanos, 0);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
