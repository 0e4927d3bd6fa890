package dev.weft.benchmarks.startup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What to measure.
 *
 * @param jdks homes by their name in the workloads: {@code jdk17}, {@code jdk25}
 * @param rounds measured, after one that warms up and counts classes
 * @param quick the default archive only, and memory in one round
 * @param only what {@code startup/workload/subject} is looked through for; everything matches the
 *     empty pattern
 */
public record StartupOptions(Map<String, Path> jdks, int rounds, boolean quick, Pattern only) {
  /** Rounds that show medians and quartiles. */
  public static final int ROUNDS = 5;

  public static final int QUICK_ROUNDS = 3;

  /**
   * @throws IllegalArgumentException if there is nothing to measure with
   */
  public StartupOptions {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds is " + rounds + "; expected 1 or more");
    }
    if (jdks.isEmpty()) {
      throw new IllegalArgumentException("no JDK was found; expected at least one");
    }
    jdks = Map.copyOf(jdks);
  }

  boolean wants(String workload, String subject) {
    return only.matcher("startup/" + workload + "/" + subject).find();
  }

  List<String> jdkNames() {
    return jdks.keySet().stream().sorted().toList();
  }
}
