package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JVM stays the user's: real JVMs with the built jar. */
class IsolationIT {
  /**
   * Over an agent that does nothing and lies in a directory; opening a jar is about 100 of them.
   * Measured 224 on 17 and 253 on 25, with room for a few.
   */
  private static final int CLASS_BUDGET = 265;

  /**
   * What a program with a client and a server may load beyond what it loads by itself while no
   * collector answers. Measured 584 on 17 and 609 on 25, with room for a few.
   */
  private static final int MESHED_CLASS_BUDGET = 620;

  private static final String SERVICE = "-Dweft.service=probe";

  /** Whatever else runs on this machine: nothing listens on port 1. */
  private static final String NO_COLLECTOR = "-Dweft.collector=http://127.0.0.1:1";

  @TempDir Path directory;

  static Stream<Path> homes() {
    return Jvm.homes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void nothingIsPrintedAtStart(Path home) throws Exception {
    Jvm.Result result = Jvm.on(home).option(AgentJar.FLAG).run(TrivialProgram.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.lines()).containsExactly("ran", "done");
    assertThat(result.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void theExitCodeIsTheApplications(Path home) throws Exception {
    assertThat(
            Jvm.on(home)
                .option(AgentJar.FLAG)
                .arguments("exit")
                .run(TrivialProgram.class)
                .exitCode())
        .isEqualTo(3);
    assertThat(
            Jvm.on(home)
                .option(AgentJar.FLAG)
                .arguments("throw")
                .run(TrivialProgram.class)
                .exitCode())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void nothingOfTheAgentIsVisibleToTheApplication(Path home) throws Exception {
    Jvm.Result result =
        Jvm.on(home).option(AgentJar.FLAG).arguments("look").run(TrivialProgram.class);

    assertThat(result.lines()).contains("hidden");
    assertThat(result.out()).doesNotContain("visible");
  }

  @ParameterizedTest
  @MethodSource("homes")
  void premainLoadsFewClassesAndNoneOfTheApplicationsBusiness(Path home) throws Exception {
    List<String> without = loaded(home, TrivialProgram.class);
    List<String> idle = loaded(home, TrivialProgram.class, "-javaagent:" + idleAgent());
    List<String> with = loaded(home, TrivialProgram.class, AgentJar.FLAG);

    assertThat(with.size() - idle.size())
        .as("classes without %d, idle agent %d, with %d", without.size(), idle.size(), with.size())
        .isLessThan(CLASS_BUDGET);
    assertThat(shared(with)).isGreaterThanOrEqualTo(shared(without));
    for (String business :
        new String[] {
          "java.util.logging.",
          "javax.management.",
          "java.lang.management.",
          "javax.net.ssl.",
          "sun.security.ssl.",
          "java.net.InetAddress",
          "net.bytebuddy.",
          "dev.weft.agent.runtime."
        }) {
      assertThat(with.stream().filter(line -> line.contains(" " + business))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void aMeshedProgramLoadsFewClassesAndSpinsNoneOfTheAgents(Path home) throws Exception {
    List<String> without = loaded(home, HttpProgram.class);
    List<String> with = loaded(home, HttpProgram.class, AgentJar.FLAG, SERVICE, NO_COLLECTOR);

    assertThat(with.size() - without.size())
        .as("classes without %d, with %d", without.size(), with.size())
        .isLessThan(MESHED_CLASS_BUDGET);
    assertThat(with).anyMatch(line -> line.contains(" dev.weft.agent.runtime."));
    assertThat(with)
        .filteredOn(line -> line.matches(".* dev\\.weft\\..*Lambda.*"))
        .allMatch(line -> line.contains(" " + HttpProgram.class.getName()));
    for (String heavy :
        new String[] {
          "com.fasterxml.jackson.",
          "io.opentelemetry.",
          "net.bytebuddy.agent.",
          // Metrics by OTLP are for who names an endpoint.
          "dev.weft.core.measure.",
          "dev.weft.agent.telemetry.Metric",
        }) {
      assertThat(with.stream().filter(line -> line.contains(" " + heavy))).isEmpty();
    }
    // The application's to configure, before anybody else has made it.
    assertThat(
            with.stream().filter(line -> line.contains(" java.util.logging.LogManager ")).count())
        .isEqualTo(
            without.stream()
                .filter(line -> line.contains(" java.util.logging.LogManager "))
                .count());
  }

  @ParameterizedTest
  @MethodSource("homes")
  void classDataSharingStaysOnWhereClassesAreWoven(Path home) throws Exception {
    List<String> without = loaded(home, HttpProgram.class);
    List<String> with = loaded(home, HttpProgram.class, AgentJar.FLAG, SERVICE);

    // Woven classes are no longer the archive's; those are few.
    assertThat(shared(with)).isGreaterThan(shared(without) - 60);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void aMeshedProgramHasOnlyDaemonThreadsOfTheAgentAndEndsAsWithoutIt(Path home) throws Exception {
    Jvm.Result without = Jvm.on(home).run(HttpProgram.class);
    Jvm.Result with = Jvm.on(home).option(AgentJar.FLAG, SERVICE).run(HttpProgram.class);

    assertThat(with.lines()).contains("status 200");
    assertThat(with.exitCode()).isEqualTo(without.exitCode());
    assertThat(with.lines().stream().filter(line -> line.startsWith("thread weft-")))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" daemon"));
    assertThat(applicationThreads(with)).isEqualTo(applicationThreads(without));
    // There is no collector: no drain may be waited for.
    assertThat(with.millis()).isLessThan(without.millis() + 4_000);
  }

  private static List<String> applicationThreads(Jvm.Result result) {
    return result.lines().stream()
        .filter(line -> line.startsWith("thread ") && !line.startsWith("thread weft-"))
        .filter(line -> !line.endsWith(" daemon"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void theKillSwitchLeavesNoClassWoven(Path home) throws Exception {
    String watch = "-javaagent:" + watchAgent();
    assertThat(wovenOf(home, AgentJar.FLAG, SERVICE, watch)).isPositive();
    assertThat(wovenOf(home, AgentJar.FLAG, "-Dweft.enabled=false", watch)).isZero();
    assertThat(wovenOf(home, AgentJar.FLAG + "=service=a;enabled=false", watch)).isZero();
    assertThat(
            wovenOf(
                home,
                AgentJar.FLAG,
                watch,
                "-Dweft.instrumentation.java-http-client.enabled=false",
                "-Dweft.instrumentation.jdk-http-server.enabled=false"))
        .isZero();
    assertThat(loaded(home, HttpProgram.class, AgentJar.FLAG, "-Dweft.enabled=false"))
        .noneMatch(line -> line.contains("WeftBridge") || line.contains("AgentClassLoader"));
  }

  @ParameterizedTest
  @MethodSource("homes")
  void anotherAgentMayComeBeforeOrAfter(Path home) throws Exception {
    String watch = "-javaagent:" + watchAgent();

    Jvm.Result before = Jvm.on(home).option(watch, AgentJar.FLAG, SERVICE).run(HttpProgram.class);
    Jvm.Result after = Jvm.on(home).option(AgentJar.FLAG, watch, SERVICE).run(HttpProgram.class);

    assertThat(before.lines()).contains("status 200").contains("woven 0");
    assertThat(after.lines()).contains("status 200").doesNotContain("woven 0");
  }

  @ParameterizedTest
  @MethodSource("homes")
  void toolsOfTheJdkAreLeftAlone(Path home) throws Exception {
    for (String tool : List.of("javac", "keytool", "jcmd", "jps")) {
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin").resolve(tool).toString());
      command.add("-J" + AgentJar.FLAG);
      command.add("-J-Xlog:class+load");
      command.add(tool.equals("javac") ? "-version" : tool.equals("jps") ? "-q" : "-help");
      Jvm.Result result = Jvm.execute(command);

      assertThat(result.out()).as(tool).contains("dev.weft.bootstrap.Premain");
      assertThat(result.out()).as(tool).doesNotContain("AgentClassLoader");
      assertThat(result.err()).as(tool).doesNotContain("weft");
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void aProgramRunFromItsSourceIsNoTool(Path home) throws Exception {
    Path source = directory.resolve("Main.java");
    Files.writeString(
        source, "class Main { public static void main(String[] a) { System.out.println(1); } }");
    Jvm.Result result =
        Jvm.execute(
            List.of(
                home.resolve("bin/java").toString(),
                AgentJar.FLAG,
                "-Xlog:class+load",
                source.toString()));

    assertThat(result.out()).contains("AgentClassLoader");
    assertThat(result.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void givenTwiceItServesOnce(Path home) throws Exception {
    Jvm.Result result =
        Jvm.on(home).option(AgentJar.FLAG, AgentJar.FLAG, SERVICE).run(HttpProgram.class);

    assertThat(result.lines()).contains("status 200");
    assertThat(result.exitCode()).isZero();
  }

  private int wovenOf(Path home, String... options) throws Exception {
    Jvm.Result result = Jvm.on(home).option(options).run(HttpProgram.class);
    String line =
        result.lines().stream().filter(l -> l.startsWith("woven ")).findFirst().orElseThrow();
    return Integer.parseInt(line.substring("woven ".length()));
  }

  /** The lines of the log of classes, {@code [...] name source: where}. */
  private List<String> loaded(Path home, Class<?> main, String... options) throws Exception {
    Path log = directory.resolve("classes.log");
    Files.deleteIfExists(log);
    Jvm.Result result =
        Jvm.on(home)
            .option(options)
            .option("-Xshare:auto", "-Xlog:class+load:file=" + log)
            .run(main);
    assertThat(result.out() + result.err()).doesNotContain("Sharing is only supported");
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(" source: ")).toList();
    }
  }

  private static long shared(List<String> loaded) {
    return loaded.stream().filter(line -> line.contains("source: shared objects file")).count();
  }

  private Path idleAgent() throws Exception {
    return AgentJars.make(directory.resolve("idle.jar"), IdleAgent.class);
  }

  private Path watchAgent() throws Exception {
    return AgentJars.make(directory.resolve("watch.jar"), WatchAgent.class);
  }
}
