package dev.weft.collector.push;

import dev.weft.collector.time.Loop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time passes when a test says so. */
final class ManualLoop implements Loop {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong((Timer timer) -> timer.at).thenComparingLong(timer -> timer.id));
  private long now = 1_000_000;

  /** What somebody set the machine's clock by. */
  private long wallOff = 1_800_000_000_000L;

  private long ids;
  private boolean running;

  private static final class Timer {
    final long at;
    final long id;
    final Runnable task;

    Timer(long at, long id, Runnable task) {
      this.at = at;
      this.id = id;
      this.task = task;
    }
  }

  @Override
  public long millis() {
    return now;
  }

  @Override
  public long wallMillis() {
    return now + wallOff;
  }

  void setClock(long byMillis) {
    wallOff += byMillis;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (running) {
      return;
    }
    running = true;
    try {
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
      }
    } finally {
      running = false;
    }
  }

  @Override
  public Handle after(long delayMillis, Runnable task) {
    Timer timer = new Timer(now + delayMillis, ids++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  void pass(long millis) {
    long until = now + millis;
    while (!timers.isEmpty() && timers.peek().at <= until) {
      Timer timer = timers.poll();
      now = timer.at;
      execute(timer.task);
    }
    now = until;
  }
}
