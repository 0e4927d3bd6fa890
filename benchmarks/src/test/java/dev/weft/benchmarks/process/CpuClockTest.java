package dev.weft.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuClockTest {
  @TempDir Path proc;

  @Test
  void nanosecondsOfAllThreadsAreSummedAndTheCompilersAndCollectorsToldApart() throws IOException {
    thread(1, "java", 1_000);
    thread(2, "C2 CompilerThre", 20_000);
    thread(3, "C1 CompilerThre", 3_000);
    thread(4, "GC Thread#0", 400);
    thread(5, "G1 Conc#0", 50);
    process(0, 0);
    CpuClock.Reading before = new CpuClock(proc).read();
    thread(1, "java", 1_100);
    thread(2, "C2 CompilerThre", 20_020);
    thread(3, "C1 CompilerThre", 3_003);
    thread(4, "GC Thread#0", 404);
    thread(5, "G1 Conc#0", 55);
    CpuTime used = new CpuClock(proc).read().since(before);
    assertThat(used).isEqualTo(new CpuTime(132, 23, 9));
    assertThat(used.withoutJit()).isEqualTo(109);
  }

  @Test
  void aThreadThatBeganInBetweenCountsWhole() throws IOException {
    thread(1, "java", 1_000);
    process(0, 0);
    CpuClock.Reading before = new CpuClock(proc).read();
    thread(9, "worker", 77);
    assertThat(new CpuClock(proc).read().since(before).total()).isEqualTo(77);
  }

  @Test
  void whatThreadsUsedThatEndedInBetweenIsTakenFromTheTicks() throws IOException {
    thread(1, "java", 0);
    thread(2, "worker", 0);
    process(100, 50);
    CpuClock.Reading before = new CpuClock(proc).read();
    thread(1, "java", 1_000_000);
    Files.delete(proc.resolve("task/2/schedstat"));
    Files.delete(proc.resolve("task/2/comm"));
    Files.delete(proc.resolve("task/2"));
    process(105, 60);
    assertThat(new CpuClock(proc).read().since(before).total()).isEqualTo(150_000_000);
  }

  @Test
  void theGrainOfTicksIsNotMistakenForEndedThreads() throws IOException {
    thread(1, "java", 0);
    process(100, 50);
    CpuClock.Reading before = new CpuClock(proc).read();
    thread(1, "java", 1_000_000);
    process(101, 51);
    assertThat(new CpuClock(proc).read().since(before).total()).isEqualTo(1_000_000);
  }

  @Test
  void aNameWithBlanksAndParenthesesShiftsNoField() {
    assertThat(CpuClock.ticks(stat("a) R (b c", 3, 4))).isEqualTo(70_000_000);
  }

  @Test
  void theRealKernelIsUnderstood() {
    CpuClock clock = new CpuClock(ProcessHandle.current().pid());
    CpuClock.Reading before = clock.read();
    long end = System.nanoTime() + 60_000_000;
    long spins = 0;
    while (System.nanoTime() < end) {
      spins++;
    }
    assertThat(spins).isPositive();
    assertThat(clock.read().since(before).total()).isPositive();
  }

  private void thread(int number, String name, long nanos) throws IOException {
    Path task = Files.createDirectories(proc.resolve("task/" + number));
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(task.resolve("schedstat"), nanos + " 123 4\n");
  }

  private void process(long user, long system) throws IOException {
    Files.writeString(proc.resolve("stat"), stat("java", user, system));
  }

  /** The first 17 of proc(5)'s fields. */
  private static String stat(String name, long user, long system) {
    return "42 (" + name + ") S 1 1 1 0 -1 4194560 1 2 3 4 " + user + " " + system + " 7 8\n";
  }
}
