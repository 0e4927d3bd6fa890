package dev.weft.collector.demo;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waits for other processes by asking, and gives up with a reason. */
final class Patience {
  private final Screen screen;
  private final Fleet fleet;

  Patience(Screen screen, Fleet fleet) {
    this.screen = screen;
    this.fleet = fleet;
  }

  /** A question to another process. One that cannot be asked yet is not answered yet. */
  interface Question {
    boolean ask() throws IOException, InterruptedException;
  }

  /**
   * @throws IllegalStateException if it does not come in time, or a process has ended
   */
  void await(String what, int seconds, Question question) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!isAnswered(question)) {
      if (!fleet.dead().isEmpty()) {
        throw new IllegalStateException(
            "ended by themselves: " + fleet.dead() + "; see " + fleet.logs());
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            what + " did not come within " + seconds + " s; see " + fleet.logs());
      }
      screen.live("waiting for " + what);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static boolean isAnswered(Question question) throws InterruptedException {
    try {
      return question.ask();
    } catch (IOException notYet) {
      return false;
    }
  }
}
