package dev.weft.agent.thread;

import java.util.concurrent.TimeUnit;

/** Waits for threads of the agent's that a test has told to end. */
public final class TestThreads {
  private static final long LONGEST_MILLIS = TimeUnit.SECONDS.toMillis(20);

  private TestThreads() {}

  /**
   * Closing a link does not wait for its threads, which may still be writing to a test's folder.
   */
  public static void awaitLinks() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("weft-link")) {
        thread.join(LONGEST_MILLIS);
      }
    }
  }
}
