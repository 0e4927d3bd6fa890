package dev.weft.agent.start;

import dev.weft.agent.thread.AgentThread;
import dev.weft.agent.weave.Weaver;
import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.HookSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes this JVM out of the mesh before its application stops serving, and ends the agent when it
 * has. The application's shutdown hooks all run at once, together with any of ours, and would stop
 * its server while peers still call it; so ours are woven around where the JVM runs them. Until
 * they are over the mesh works: they may make calls of their own. Thread-safe.
 */
final class ShutdownDrain implements HookSet {
  /** The design's cap on what an exit may be delayed by. */
  static final long CAP_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private static final String HOOKS = "hooks";

  private final Runnable leave;
  private final Runnable end;
  private final long capMillis;
  private boolean drained;

  /**
   * @param leave takes this JVM out of the mesh, and returns when it is out
   * @param end ends the agent, after the application's hooks
   * @param capMillis how long each may take
   */
  ShutdownDrain(Runnable leave, Runnable end, long capMillis) {
    this.leave = leave;
    this.end = end;
    this.capMillis = capMillis;
  }

  /** What is to be woven, before {@link #register}. */
  Weaver.Choice choice() {
    Adapter adapter =
        new Adapter(
            "shutdown",
            List.of("drain"),
            List.of(
                HookPoint.around("java.lang.ApplicationShutdownHooks", "runHooks", "()V", HOOKS)),
            List.of(),
            List.of(),
            ShutdownDrain.class.getName());
    return new Weaver.Choice(adapter, true, this);
  }

  /**
   * Makes the JVM run the woven method also where the application has no hook of its own. Loads its
   * class where that is so, which is woven by then: to change a loaded one the JVM stops and looks
   * through all of its classes.
   */
  void register() {
    try {
      Runtime.getRuntime().addShutdownHook(new AgentThread("shutdown", this::drain));
    } catch (IllegalStateException e) {
      // It is going already, before anything was registered.
    }
  }

  @Override
  public Hook hook(String key) {
    boolean atEnd = key.equals(HOOKS + "/end");
    return (self, a, b, c, d) -> {
      if (atEnd) {
        runCapped("end", end);
      } else {
        drain();
      }
      return null;
    };
  }

  private void drain() {
    synchronized (this) {
      if (drained) {
        return;
      }
      drained = true;
    }
    runCapped("drain", leave);
  }

  private void runCapped(String name, Runnable task) {
    AgentThread thread = new AgentThread(name, task);
    thread.start();
    try {
      thread.join(capMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
