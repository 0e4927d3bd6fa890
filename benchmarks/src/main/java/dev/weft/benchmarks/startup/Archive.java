package dev.weft.benchmarks.startup;

import java.nio.file.Path;
import java.util.List;

/** What the JVM may read classes from instead of parsing them. */
enum Archive {
  /** The JDK's own archive, which is always on. */
  DEFAULT("", ".none"),
  /** The classes of an earlier run as well: class data sharing as JDK 13 and later make it. */
  APPCDS("-appcds", ".jsa"),
  /** Loaded and linked classes of an earlier run: JDK 25 and later. */
  AOT("-aot", ".aot");

  private final String suffix;
  private final String extension;

  Archive(String suffix, String extension) {
    this.suffix = suffix;
    this.extension = extension;
  }

  /** Of the workload's name. */
  String suffix() {
    return suffix;
  }

  Path file(Path folder, String cell) {
    return folder.resolve(cell + extension);
  }

  /** Options of the run that makes it. */
  List<String> make(Path file, boolean agent) {
    return switch (this) {
      case DEFAULT -> List.of();
      case APPCDS -> List.of("-XX:ArchiveClassesAtExit=" + file);
      case AOT -> withModule(agent, "-XX:AOTCacheOutput=" + file);
    };
  }

  /** Options of a run that uses it. */
  List<String> use(Path file, boolean agent) {
    return switch (this) {
      case DEFAULT -> List.of();
      case APPCDS -> List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto");
      case AOT -> withModule(agent, "-XX:AOTCache=" + file);
    };
  }

  /** {@code -javaagent} adds a module, and a cache that was made without it is refused. */
  private static List<String> withModule(boolean agent, String option) {
    return agent ? List.of(option, "--add-modules=java.instrument") : List.of(option);
  }
}
