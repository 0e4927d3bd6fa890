package dev.weft.benchmarks.subject;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a program that is not part of Weft; it fetches nothing. */
final class Binary {
  private final Map<String, String> environment;
  private final Path userHome;

  Binary(Map<String, String> environment, Path userHome) {
    this.environment = environment;
    this.userHome = userHome;
  }

  static Binary ofThisMachine() {
    return new Binary(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * Looks where a variable says, then in the cache that {@code benchmarks/peers} fills, then on the
   * path.
   *
   * @param variable {@code ENVOY_BINARY}
   * @param cached folders and file below the cache, with wildcards; empty: never there
   */
  @Nullable Path find(String name, String variable, List<String> cached) throws IOException {
    String said = environment.getOrDefault(variable, "");
    if (!said.isEmpty()) {
      if (!Files.isExecutable(Path.of(said))) {
        throw new IOException(variable + " is '" + said + "', which is no executable file");
      }
      return Path.of(said);
    }
    List<Path> candidates = cached.isEmpty() ? new ArrayList<>() : below(cache(), cached);
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!folder.isEmpty()) {
        candidates.add(Path.of(folder, name));
      }
    }
    // Where Debian keeps daemons; not on every user's path.
    candidates.add(Path.of("/usr/sbin", name));
    return candidates.stream().filter(Files::isExecutable).findFirst().orElse(null);
  }

  private Path cache() {
    String said = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (said.isEmpty() ? userHome.resolve(".cache") : Path.of(said)).resolve("weft");
  }

  private static List<Path> below(Path folder, List<String> names) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, names.get(0))) {
        for (Path each : matching) {
          found.addAll(
              names.size() == 1 ? List.of(each) : below(each, names.subList(1, names.size())));
        }
      }
    }
    return found;
  }
}
