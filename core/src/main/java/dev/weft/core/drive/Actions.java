package dev.weft.core.drive;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What was decided and is to be done, in this order, one after the other, by whichever thread comes
 * by, never with a lock held. An action that leads to further ones does not nest them.
 */
final class Actions {
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>(2);
  private boolean running;

  synchronized void add(Runnable action) {
    queue.add(action);
  }

  /** Runs what is there, unless another thread (or this one, further out) is at it already. */
  void run() {
    @Nullable Runnable action = first();
    while (action != null) {
      boolean completed = false;
      try {
        action.run();
        completed = true;
      } finally {
        if (!completed) {
          leave();
        }
      }
      action = next();
    }
  }

  private synchronized @Nullable Runnable first() {
    if (running) {
      return null;
    }
    return next();
  }

  private synchronized @Nullable Runnable next() {
    Runnable action = queue.poll();
    running = action != null;
    return action;
  }

  private synchronized void leave() {
    running = false;
  }
}
