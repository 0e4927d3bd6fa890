package dev.weft.agent.context;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.HookPoint;
import java.util.ArrayList;
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
  static final String STAGE = "stage";
  static final String STAGE_SECOND = "stage-second";
  static final String STAGE_RUN = "stage-run";
  static final String STAGE_TRY = "stage-try";
  static final String VIRTUAL_START = "virtual-start";
  static final String VIRTUAL_RUN = "virtual-run";
  static final String THREAD_PER_TASK = "thread-per-task";

  private static final String P = "java.util.concurrent.";
  private static final String TASK = "Ljava/util/concurrent/ForkJoinTask;";

  private ContextAdapter() {}

  public static Adapter adapter() {
    List<HookPoint> places = new ArrayList<>();
    pools(places);
    forkJoin(places);
    stages(places);
    threads(places);
    return new Adapter(
        "executors",
        List.of("carry-context"),
        List.copyOf(places),
        List.of(),
        List.of(),
        ContextHooks.class.getName());
  }

  private static void pools(List<HookPoint> places) {
    places.add(
        HookPoint.enter(P + "ThreadPoolExecutor", "execute", "(Ljava/lang/Runnable;)V", SUBMIT));
    places.add(HookPoint.call(P + "ThreadPoolExecutor", "runWorker", "", "run", WORKER_RUN));
    places.add(
        HookPoint.enter(
            P + "ScheduledThreadPoolExecutor",
            "delayedExecute",
            "(Ljava/util/concurrent/RunnableScheduledFuture;)V",
            SCHEDULE));
  }

  private static void forkJoin(List<HookPoint> places) {
    String pool = P + "ForkJoinPool";
    places.add(HookPoint.enter(P + "ForkJoinTask", "fork", "()" + TASK, FORK));
    places.add(HookPoint.around(P + "ForkJoinTask", "doExec", "", FORK_RUN));
    places.add(HookPoint.enter(pool, "externalSubmit", "(" + TASK + ")" + TASK, FORK_SUBMIT));
    // Since JDK 20 most submissions pass here.
    places.add(
        HookPoint.enter(pool, "poolSubmit", "(Z" + TASK + ")" + TASK, FORK_SUBMIT_SECOND)
            .ifPresent());
    // Since JDK 25 it schedules too.
    places.add(HookPoint.enter(pool, "scheduleDelayedTask", "", FORK_SUBMIT).ifPresent());
  }

  /** Stages that wait for another: who completes that one may be nobody's thread. */
  private static void stages(List<HookPoint> places) {
    String future = P + "CompletableFuture";
    places.add(HookPoint.enter(future, "unipush", "", STAGE).ifPresent());
    places.add(HookPoint.enter(future, "bipush", "", STAGE_SECOND).ifPresent());
    places.add(HookPoint.enter(future, "orpush", "", STAGE_SECOND).ifPresent());
    for (String one :
        new String[] {
          "UniApply",
          "UniAccept",
          "UniRun",
          "UniWhenComplete",
          "UniHandle",
          "UniExceptionally",
          "UniCompose",
          "UniComposeExceptionally",
          "CoCompletion"
        }) {
      places.add(HookPoint.around(future + '$' + one, "tryFire", "", STAGE_RUN).ifPresent());
    }
    for (String two :
        new String[] {"BiApply", "BiAccept", "BiRun", "OrApply", "OrAccept", "OrRun"}) {
      places.add(HookPoint.around(future + '$' + two, "tryFire", "", STAGE_TRY).ifPresent());
    }
    // Until JDK 24, where the common pool has but one worker.
    places.add(
        HookPoint.argument(
                future + "$ThreadPerTaskExecutor",
                "execute",
                "(Ljava/lang/Runnable;)V",
                0,
                THREAD_PER_TASK)
            .ifPresent());
  }

  private static void threads(List<HookPoint> places) {
    String thread = "java.lang.VirtualThread";
    places.add(
        HookPoint.enter(thread, "start", "(Ljdk/internal/vm/ThreadContainer;)V", VIRTUAL_START)
            .ifPresent());
    // Not at the entry: the JVM has yet to be told that the thread is there.
    places.add(
        HookPoint.call(thread, "run", "(Ljava/lang/Runnable;)V", "runWith", VIRTUAL_RUN)
            .ifPresent());
  }
}
