package dev.weft.core.drive;

import dev.weft.core.call.Waiting;
import dev.weft.core.time.Timer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Goes on once, by what was awaited or by the end of the time for it, and leaves nothing behind
 * with the other. Thread-safe.
 */
final class Resumption implements Runnable, Timer.Scheduled {
  private final @Nullable Waiting awaited;
  private final Runnable resume;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Timer.@Nullable Scheduled timeout;

  /**
   * @param awaited null: only the time
   */
  Resumption(@Nullable Waiting awaited, Runnable resume) {
    this.awaited = awaited;
    this.resume = resume;
  }

  void arm(Timer timer, long nanos) {
    timeout = timer.after(nanos, this);
  }

  /** May resume at once, so not with a lock held. */
  void listen() {
    if (awaited != null && !over.get()) {
      awaited.whenReady(this);
    }
  }

  @Override
  public void run() {
    if (over.compareAndSet(false, true)) {
      forget();
      resume.run();
    }
  }

  @Override
  public void cancel() {
    if (over.compareAndSet(false, true)) {
      forget();
    }
  }

  private void forget() {
    Timer.Scheduled armed = timeout;
    if (armed != null) {
      armed.cancel();
    }
    if (awaited != null) {
      awaited.forget(this);
    }
  }
}
