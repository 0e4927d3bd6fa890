package dev.weft.agent.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.context.Context;
import org.junit.jupiter.api.Test;

class TaskContextsTest {
  private final TaskContexts tasks = new TaskContexts();
  private final Context one = new Context(1);
  private final Context two = new Context(2);
  private final Object task = new Object();

  @Test
  void aTaskTakesItsContextOnce() {
    tasks.put(task, one, false);

    assertThat(tasks.take(task)).isSameAs(one);
    assertThat(tasks.take(task)).isNull();
    assertThat(tasks.isEmpty()).isTrue();
  }

  @Test
  void eachRunWithTheSameContextHasIt() {
    tasks.put(task, one, false);
    tasks.put(task, one, false);

    assertThat(tasks.take(task)).isSameAs(one);
    assertThat(tasks.take(task)).isSameAs(one);
    assertThat(tasks.isEmpty()).isTrue();
  }

  @Test
  void noneIsBetterThanTheWrongOne() {
    tasks.put(task, one, false);
    tasks.put(task, two, false);

    assertThat(tasks.take(task)).isNull();
    assertThat(tasks.take(task)).isNull();
    assertThat(tasks.isEmpty()).isTrue();
  }

  @Test
  void waitingWithoutOneCountsBesideWaitingWithOne() {
    tasks.put(task, null, false);
    assertThat(tasks.isEmpty()).isTrue();

    tasks.put(task, one, false);
    tasks.put(task, null, false);
    assertThat(tasks.take(task)).isNull();
    assertThat(tasks.take(task)).isNull();
    assertThat(tasks.isEmpty()).isTrue();
  }

  @Test
  void aForkThatIsToldAgainRunsOnce() {
    tasks.put(task, one, true);
    tasks.put(task, one, true);

    assertThat(tasks.take(task)).isSameAs(one);
    assertThat(tasks.isEmpty()).isTrue();
  }

  @Test
  void whatIsLookedAtStays() {
    tasks.put(task, one, true);

    assertThat(tasks.peek(task)).isSameAs(one);
    assertThat(tasks.take(task)).isSameAs(one);
    assertThat(tasks.peek(task)).isNull();
  }

  @Test
  void equalTasksAreNotTheSame() {
    tasks.put(new String("task"), one, false);

    assertThat(tasks.take(new String("task"))).isNull();
  }

  @Test
  void tasksThatNeverRunAreForgottenWithTheirQueue() {
    for (int i = 0; i < 200_000; i++) {
      tasks.put(new Object(), one, false);
      if (i % 50_000 == 0) {
        System.gc();
      }
    }

    assertThat(tasks.size()).isLessThan(150_000);
  }
}
