package dev.weft.benchmarks.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void requestsAreSpreadEvenlyOverTheWholeTime() {
    Schedule schedule = new Schedule(1_000, 4, 1_000_000_000);
    assertThat(rest(schedule)).containsExactly(1_000L, 250_001_000L, 500_001_000L, 750_001_000L);
  }

  @Test
  void aRateThatDoesNotDivideASecondDoesNotDrift() {
    List<Long> due = rest(new Schedule(0, 3, 10_000_000_000L));
    assertThat(due).hasSize(30);
    assertThat(due.get(27)).isEqualTo(9_000_000_000L);
  }

  @Test
  void aRequestThatIsTakenLateKeepsItsTime() {
    Schedule schedule = new Schedule(0, 1_000, 3_000_000);
    assertThat(schedule.next()).isZero();
    // However long the first one takes, the others are due when they were.
    assertThat(rest(schedule)).containsExactly(1_000_000L, 2_000_000L);
  }

  @Test
  void afterTheLastOneItIsOverForEveryThread() {
    Schedule schedule = new Schedule(0, 10, 100_000_000);
    assertThat(rest(schedule)).hasSize(1);
    assertThat(schedule.next()).isEqualTo(Schedule.OVER);
    assertThat(schedule.next()).isEqualTo(Schedule.OVER);
  }

  private static List<Long> rest(Schedule schedule) {
    List<Long> all = new ArrayList<>();
    for (long due = schedule.next(); due != Schedule.OVER; due = schedule.next()) {
      all.add(due);
    }
    return all;
  }
}
