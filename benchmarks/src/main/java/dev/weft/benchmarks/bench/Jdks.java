package dev.weft.benchmarks.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Finds JDKs where packages put them. */
final class Jdks {
  private static final Path PACKAGES = Path.of("/usr/lib/jvm");

  private Jdks() {}

  /** {@code jdk17}: by the feature version in its {@code release} file. */
  static String name(Path home) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    return "jdk" + version.split("[.+-]")[0];
  }

  /** One of that feature version; null if there is none. */
  static @Nullable Path find(String name) throws IOException {
    String set = System.getenv("JAVA" + name.substring("jdk".length()) + "_HOME");
    if (set != null) {
      return Path.of(set);
    }
    if (Files.isDirectory(PACKAGES)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(PACKAGES)) {
        for (Path home : homes) {
          if (Files.isExecutable(home.resolve("bin/jcmd"))
              && Files.isRegularFile(home.resolve("release"))
              && name(home).equals(name)) {
            return home;
          }
        }
      }
    }
    return null;
  }
}
