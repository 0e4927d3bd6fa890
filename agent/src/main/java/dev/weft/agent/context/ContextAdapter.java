package dev.weft.agent.context;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.HookPoint;
import java.util.List;

/**
 * Where the JDK hands tasks over and runs them, JDK 17 to 25. All of it is woven only when a server
 * adapter is: before that no context is ever current.
 */
public final class ContextAdapter {
  static final String SUBMIT = "submit";
  static final String SCHEDULE = "schedule";
  static final String FORK_SUBMIT = "fork-submit";
  static final String FORK_SUBMIT_SECOND = "fork-submit-second";
  static final String FORK = "fork";
  static final String FORK_RUN = "fork-run";
  static final String WORKER_RUN = "worker-run";
  static final String VIRTUAL_START = "virtual-start";
  static final String VIRTUAL_RUN = "virtual-run";
  static final String THREAD_PER_TASK = "thread-per-task";

  private static final String P = "java.util.concurrent.";
  private static final String TASK = "Ljava/util/concurrent/ForkJoinTask;";

  private ContextAdapter() {}

  public static Adapter adapter() {
    return new Adapter(
        "executors",
        List.of("carry-context"),
        List.of(
            HookPoint.enter(P + "ThreadPoolExecutor", "execute", "(Ljava/lang/Runnable;)V", SUBMIT),
            HookPoint.call(P + "ThreadPoolExecutor", "runWorker", "", "run", WORKER_RUN),
            HookPoint.enter(
                P + "ScheduledThreadPoolExecutor",
                "delayedExecute",
                "(Ljava/util/concurrent/RunnableScheduledFuture;)V",
                SCHEDULE),
            HookPoint.enter(P + "ForkJoinTask", "fork", "()" + TASK, FORK),
            HookPoint.around(P + "ForkJoinTask", "doExec", "", FORK_RUN),
            HookPoint.enter(
                P + "ForkJoinPool", "externalSubmit", "(" + TASK + ")" + TASK, FORK_SUBMIT),
            // Since JDK 20 most submissions pass here.
            HookPoint.enter(
                    P + "ForkJoinPool", "poolSubmit", "(Z" + TASK + ")" + TASK, FORK_SUBMIT_SECOND)
                .ifPresent(),
            // Since JDK 25 it schedules too.
            HookPoint.enter(P + "ForkJoinPool", "scheduleDelayedTask", "", FORK_SUBMIT).ifPresent(),
            // Until JDK 24, where the common pool has but one worker.
            HookPoint.argument(
                    P + "CompletableFuture$ThreadPerTaskExecutor",
                    "execute",
                    "(Ljava/lang/Runnable;)V",
                    0,
                    THREAD_PER_TASK)
                .ifPresent(),
            HookPoint.enter(
                    "java.lang.VirtualThread",
                    "start",
                    "(Ljdk/internal/vm/ThreadContainer;)V",
                    VIRTUAL_START)
                .ifPresent(),
            // Not at the entry: the JVM has yet to be told that the thread is there.
            HookPoint.call(
                    "java.lang.VirtualThread",
                    "run",
                    "(Ljava/lang/Runnable;)V",
                    "runWith",
                    VIRTUAL_RUN)
                .ifPresent()),
        List.of(),
        List.of(),
        ContextHooks.class.getName());
  }
}
