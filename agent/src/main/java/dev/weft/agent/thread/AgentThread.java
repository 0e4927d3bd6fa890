package dev.weft.agent.thread;

/**
 * Every thread of the agent is one of these, so that adapters can leave their calls alone by one
 * {@code instanceof}. A daemon called {@code weft-...}, without a context class loader: it would
 * keep a web application's classes alive.
 */
public final class AgentThread extends Thread {
  /**
   * @param name what comes after {@code weft-}
   */
  public AgentThread(String name, Runnable task) {
    super(null, task, "weft-" + name, 0, false);
    setDaemon(true);
    setContextClassLoader(null);
  }

  /** Whether the current thread works for the agent. */
  public static boolean isCurrent() {
    return Thread.currentThread() instanceof AgentThread;
  }
}
