package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.subject.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What every suite is told. */
final class RunOptions {
  @Option(names = "--quick", description = "Few subjects and windows.")
  boolean quick;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only what it is found in: SUITE/WORKLOAD/SUBJECT.")
  @Nullable Pattern only;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each fork.")
  int rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go. Default: benchmarks/target/bench of the checkout.")
  @Nullable Path out;

  @Option(names = "--jdk17", paramLabel = "HOME", description = "Default: the running JDK.")
  @Nullable Path jdk17;

  @Option(
      names = "--jdk25",
      paramLabel = "HOME",
      description = "Default: $JAVA25_HOME, or one in /usr/lib/jvm.")
  @Nullable Path jdk25;

  /** Measures one round; rounds are numbered from 1. */
  @FunctionalInterface
  interface Round {
    void run(int number) throws IOException, InterruptedException;
  }

  /** What measures a collector, round by round. */
  @FunctionalInterface
  interface Suite {
    /**
     * @param results is added to by each round
     */
    Round begin(Results results);
  }

  /**
   * Runs all rounds of a suite, at least one, and writes down after each what there is.
   *
   * @param name of the suite in the results
   */
  void rounds(String name, CommandSpec command, Suite suite)
      throws IOException, InterruptedException {
    List<String> line = command.commandLine().getParseResult().originalArgs();
    Results results = Results.begin(name, List.of(jdk()), home(), line);
    Path file = out().resolve("results.json");
    Round round = suite.begin(results);
    for (int number = 1; number <= Math.max(1, rounds); number++) {
      round.run(number);
      results.writeTo(file);
    }
    System.out.println("results are in " + file);
  }

  Path home() {
    return Path.of(System.getProperty("weft.home", "")).toAbsolutePath();
  }

  Path out() {
    return out != null ? out.toAbsolutePath() : home().resolve("benchmarks/target/bench");
  }

  /** The one that requests are measured with. */
  Path jdk() {
    return jdk17 != null ? jdk17.toAbsolutePath() : Path.of(System.getProperty("java.home"));
  }

  /** Those that starts are measured with, by their names in the results. */
  Map<String, Path> jdks() throws IOException {
    Map<String, Path> homes = new TreeMap<>();
    homes.put(Jdks.name(jdk()), jdk());
    Path newer = jdk25 != null ? jdk25.toAbsolutePath() : Jdks.find("jdk25");
    if (newer != null) {
      homes.put(Jdks.name(newer), newer);
    }
    return homes;
  }

  Site site() {
    return new Site(home(), jdk(), out().resolve("work"));
  }
}
