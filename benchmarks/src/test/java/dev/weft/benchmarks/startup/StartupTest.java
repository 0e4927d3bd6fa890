package dev.weft.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupTest {
  @TempDir Path folder;

  @Test
  void cpuIsUserAndSystemTimeOfTheLastLine() {
    assertThat(Launch.cpu(List.of("1795375230.461691", "0.615 0.050")))
        .isEqualTo(Duration.ofMillis(665));
    // Some languages write a comma.
    assertThat(Launch.cpu(List.of("1795375230,461691", "1,200 0,034")))
        .isEqualTo(Duration.ofMillis(1234));
  }

  @Test
  void theShellAccountsTheWholeLifeOfAProgram() throws Exception {
    String busy = "echo READY; i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; cat >/dev/null";
    try (Launch launch = Launch.of("busy", List.of("sh", "-c", busy), folder)) {
      assertThat(launch.ready()).isPositive().isLessThan(Duration.ofSeconds(60));
      assertThat(launch.pid()).isPositive();
      assertThat(launch.end()).isGreaterThan(Duration.ofMillis(5));
    }
  }

  @Test
  void aProgramThatEndsBeforeItIsReadySaysWhy() throws Exception {
    try (Launch launch = Launch.of("broken", List.of("sh", "-c", "echo no >&2; exit 3"), folder)) {
      assertThatThrownBy(launch::ready)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broken")
          .hasMessageContaining("expected READY");
    }
  }

  @Test
  void classesAreCountedByWhereTheyCameFrom() {
    ClassLog log =
        ClassLog.of(
            Stream.of(
                "[0.01s][info][class,load] java.lang.Object source: shared objects file",
                "[0.01s][info][class,load] a.B source: shared objects file (top)",
                "[0.01s][info][class,load] a.C source: file:/x.jar",
                "[0.01s][info][class,load] a.D source: __JVM_LookupDefineClass__",
                "something else"));

    assertThat(log).isEqualTo(new ClassLog(4, 2, 1));
  }

  @Test
  void memoryIsReadFromWhatTheKernelAndTheJvmSay() throws IOException {
    assertThat(Memory.resident(List.of("VmHWM:\t  9 kB", "VmRSS:\t   1000 kB"))).isEqualTo(1.024);
    assertThat(Memory.metaspace("Non-class:  1 KB used.\n  Both:    1000.50 KB used.\n"))
        .isCloseTo(1.024512, within(1e-9));
    assertThatThrownBy(() -> Memory.metaspace("nothing")).isInstanceOf(IOException.class);
  }

  @Test
  void everySubjectIsFirstOnce() {
    List<String> all = List.of("a", "b", "c");

    assertThat(Stream.of(0, 1, 2).map(round -> Grid.rotated(all, round).get(0)))
        .containsExactly("a", "b", "c");
    assertThat(Grid.rotated(all, 4)).containsExactly("b", "c", "a");
  }

  @Test
  void archivesAreMeasuredUnlessItIsToBeQuickAndAotOnlyWhereTheJdkHasIt() {
    Map<String, Path> jdks = Map.of("jdk17", Path.of("/17"), "jdk25", Path.of("/25"));

    assertThat(workloads(jdks, false, "startup/http-"))
        .contains("http-jdk17-appcds", "http-jdk25-appcds", "http-jdk25-aot")
        .doesNotContain("http-jdk17-aot", "trivial-jdk17");
    assertThat(workloads(jdks, true, "startup/trivial-jdk17/weft$"))
        .containsExactly("trivial-jdk17");
  }

  private static List<String> workloads(Map<String, Path> jdks, boolean quick, String only) {
    return Grid.of(new StartupOptions(jdks, 1, quick, Pattern.compile(only)), Program.ALL).stream()
        .map(group -> group.get(0).workload())
        .toList();
  }
}
