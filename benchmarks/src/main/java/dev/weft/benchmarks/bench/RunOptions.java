package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.subject.Site;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every suite is told. */
final class RunOptions {
  @Option(names = "--quick", description = "Few subjects and windows: about three minutes.")
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

  @Option(names = "--jdk25", paramLabel = "HOME", description = "Default: $JAVA25_HOME.")
  @Nullable Path jdk25;

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

  Site site() {
    return new Site(home(), jdk(), out().resolve("work"));
  }
}
