package dev.weft.agent.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Timer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AgentTimerTest {
  /** Negative: the JVM's clock. */
  private final AtomicLong now = new AtomicLong(-1);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final AgentTimer timer =
      new AgentTimer(
          () -> now.get() < 0 ? System.nanoTime() : now.get(),
          new AgentLog(Settings.LogLevel.WARN, new PrintStream(said, true)));

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void tasksRunInTheOrderOfTheirTimes() throws Exception {
    LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
    now.set(0);
    timer.after(30_000_000, () -> ran.add("c"));
    timer.after(20_000_000, () -> ran.add("b"));
    timer.after(-1, () -> ran.add("a"));
    now.set(30_000_000);

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      order.add(ran.poll(20, TimeUnit.SECONDS));
    }
    assertThat(order).containsExactly("a", "b", "c");
  }

  @Test
  void aCancelledTaskDoesNotRunAlsoWhenThousandsAreCancelled() throws Exception {
    LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
    now.set(0);
    List<Timer.Scheduled> cancelled = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      cancelled.add(timer.after(1_000_000, () -> ran.add("no")));
      cancelled.get(i).cancel();
      cancelled.get(i).cancel();
    }
    timer.after(5_000_000, () -> ran.add("yes"));
    now.set(10_000_000);

    assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo("yes");
  }

  @Test
  void aTaskThatFailsStopsNoOther() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    timer.after(
        0,
        () -> {
          throw new IllegalStateException("test");
        });
    timer.after(0, ran::countDown);

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said.toString("UTF-8")).contains("a timer's task failed");
  }

  @Test
  void itsThreadIsTheAgentsOwn() throws Exception {
    LinkedBlockingQueue<Boolean> own = new LinkedBlockingQueue<>();
    timer.after(0, () -> own.add(AgentThread.isCurrent()));

    assertThat(own.poll(20, TimeUnit.SECONDS)).isTrue();
    assertThat(AgentThread.isCurrent()).isFalse();
  }
}
