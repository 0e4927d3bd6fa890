package dev.weft.agent.start;

/** The agent's own short-lived threads. */
final class DaemonThreads {
  private DaemonThreads() {}

  /**
   * Starts one that holds on to nothing of the thread it is started from: not its thread locals,
   * its group (an application server may destroy it), or its class loader.
   */
  static Thread start(String name, Runnable task) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    Thread thread = new Thread(group, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
    thread.start();
    return thread;
  }
}
