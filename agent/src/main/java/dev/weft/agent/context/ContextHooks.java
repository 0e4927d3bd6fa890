package dev.weft.agent.context;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.context.Context;
import dev.weft.core.context.ContextCell;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RunnableScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Captures the current context where a task is handed over, and sets it where the task runs. The
 * task itself stays what it is: queues and rejection handlers of the application see it.
 */
public final class ContextHooks implements HookSet {
  /** What AROUND keeps where there was no context before. */
  private static final Object NO_CONTEXT = new Object();

  private final ContextCell cell;
  private final TaskContexts tasks = new TaskContexts();

  public ContextHooks(ContextCell cell) {
    this.cell = cell;
  }

  @Override
  public Hook hook(String key) {
    switch (key) {
      case ContextAdapter.SUBMIT:
        return (pool, task, b, c, d) -> capture(task, false);
      case ContextAdapter.SCHEDULE:
        return (pool, task, b, c, d) -> schedule(task);
      case ContextAdapter.FORK_SUBMIT:
        return (pool, task, b, c, d) -> forkSubmit(pool, task);
      case ContextAdapter.FORK_SUBMIT_SECOND:
        return (pool, a, task, c, d) -> forkSubmit(pool, task);
      case ContextAdapter.FORK:
        return (task, a, b, c, d) -> capture(task, true);
      case ContextAdapter.STAGE:
        return (future, stage, b, c, d) -> capture(stage, true);
      case ContextAdapter.STAGE_SECOND:
        return (future, a, stage, c, d) -> capture(stage, true);
      case ContextAdapter.STAGE_TRY:
        return (stage, a, b, c, d) -> tryStage(stage);
      case ContextAdapter.STAGE_RUN:
      case ContextAdapter.FORK_RUN:
        return (task, a, b, c, d) -> enter(task);
      case ContextAdapter.STAGE_TRY + "/end":
      case ContextAdapter.STAGE_RUN + "/end":
      case ContextAdapter.FORK_RUN + "/end":
        return (task, kept, b, c, d) -> leave(kept);
      case ContextAdapter.WORKER_RUN:
        return (pool, task, b, c, d) -> begin(task);
      case ContextAdapter.WORKER_RUN + "/end":
        return (pool, a, b, c, d) -> clear();
      case ContextAdapter.VIRTUAL_START:
        return (thread, a, b, c, d) -> capture(thread, true);
      case ContextAdapter.VIRTUAL_RUN:
        return (thread, a, b, c, d) -> begin(thread);
      case ContextAdapter.VIRTUAL_RUN + "/end":
        return (thread, a, b, c, d) -> clear();
      case ContextAdapter.THREAD_PER_TASK:
        return (executor, task, b, c, d) -> wrap(task);
      default:
        throw new IllegalArgumentException(key);
    }
  }

  /**
   * @param once the task runs once whatever is said how often (a fork that is submitted again)
   */
  private @Nullable Object capture(@Nullable Object task, boolean once) {
    Context context = cell.get();
    if (task != null && (context != null || !tasks.isEmpty())) {
      tasks.put(task, context, once);
    }
    return null;
  }

  private @Nullable Object schedule(@Nullable Object task) {
    // What repeats outlives the call that scheduled it.
    boolean repeats = task instanceof RunnableScheduledFuture<?> f && f.isPeriodic();
    return repeats ? null : capture(task, false);
  }

  private @Nullable Object forkSubmit(@Nullable Object pool, @Nullable Object task) {
    // The pool under the virtual threads is handed their continuations by whoever wakes them.
    boolean carriers =
        cell.get() != null
            && pool instanceof ForkJoinPool p
            && p.getFactory().getClass().getName().startsWith("java.lang.VirtualThread");
    return carriers ? null : capture(task, true);
  }

  /** For tasks that may run within another: returns what was current. */
  private @Nullable Object enter(@Nullable Object task) {
    return task == null || tasks.isEmpty() ? null : set(tasks.take(task));
  }

  /** For a stage that waits for two: it is tried when the first is there, and then again. */
  private @Nullable Object tryStage(@Nullable Object stage) {
    return stage == null || tasks.isEmpty() ? null : set(tasks.peek(stage));
  }

  private @Nullable Object set(@Nullable Context context) {
    if (context == null) {
      return null;
    }
    Context before = cell.swap(context);
    return before == null ? NO_CONTEXT : before;
  }

  private @Nullable Object leave(@Nullable Object kept) {
    if (kept != null) {
      cell.swap(kept == NO_CONTEXT ? null : (Context) kept);
    }
    return null;
  }

  /** For the outermost frame of a thread: nothing of an earlier task may be left. */
  private @Nullable Object begin(@Nullable Object task) {
    if (!tasks.isEmpty() && task != null) {
      Context context = tasks.take(task);
      if (context != null) {
        cell.swap(context);
      }
    }
    return null;
  }

  private @Nullable Object clear() {
    cell.swap(null);
    return null;
  }

  private @Nullable Object wrap(@Nullable Object task) {
    Context context = cell.get();
    return context != null && task instanceof Runnable run
        ? new ContextTask(run, context, cell)
        : null;
  }
}
