package dev.weft.benchmarks.startup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which cells there are, by workload, and in which order a round takes them. */
final class Grid {
  /** The first JDK with {@code -XX:AOTCacheOutput}. */
  private static final String AOT_JDK = "jdk25";

  private Grid() {}

  /** Cells of one workload each, beside each other so that a ratio is taken of neighbours. */
  static List<List<Cell>> of(StartupOptions options, List<Program> programs) {
    List<List<Cell>> groups = new ArrayList<>();
    for (Program program : programs) {
      for (String jdk : options.jdkNames()) {
        for (Archive archive : Archive.values()) {
          if (archive != Archive.DEFAULT && options.quick()
              || archive == Archive.AOT && !jdk.equals(AOT_JDK)) {
            continue;
          }
          List<Cell> group = new ArrayList<>();
          for (AgentKind agent : AgentKind.values()) {
            Cell cell = new Cell(program, agent, jdk, options.jdks().get(jdk), archive);
            if (agent.isMeasuredWith(archive) && options.wants(cell.workload(), cell.subject())) {
              group.add(cell);
            }
          }
          if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
          }
        }
      }
    }
    return groups;
  }

  /** The same, begun one later each round, so that nobody is always first. */
  static <T> List<T> rotated(List<T> all, int round) {
    List<T> copy = new ArrayList<>(all);
    Collections.rotate(copy, -Math.floorMod(round, Math.max(1, all.size())));
    return copy;
  }
}
