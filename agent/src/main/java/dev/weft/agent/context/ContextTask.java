package dev.weft.agent.context;

import dev.weft.core.context.Context;
import dev.weft.core.context.ContextCell;

/** A task with its context, where nobody can see that it is not the task itself. */
record ContextTask(Runnable task, Context context, ContextCell cell) implements Runnable {
  @Override
  public void run() {
    Context before = cell.swap(context);
    try {
      task.run();
    } finally {
      cell.swap(before);
    }
  }
}
