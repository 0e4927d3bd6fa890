package dev.weft.smoke.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Java installation to run applications on.
 *
 * @param name {@code 17}, {@code 25}
 */
public record Jdk(String name, Path java) {

  /** The one that runs the tests. */
  public static Jdk running() {
    return new Jdk(
        Integer.toString(Runtime.version().feature()),
        executable(Path.of(System.getProperty("java.home"))));
  }

  /**
   * By feature version: the running one, else from {@code JAVA<name>_HOME}, else a Temurin or
   * Debian package's place. Null: not installed.
   */
  public static @Nullable Jdk named(String name) {
    if (running().name.equals(name)) {
      return running();
    }
    String home = System.getenv("JAVA" + name + "_HOME");
    if (home != null && Files.isExecutable(executable(Path.of(home)))) {
      return new Jdk(name, executable(Path.of(home)));
    }
    Path packages = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(packages)) {
      return null;
    }
    try (DirectoryStream<Path> homes =
        Files.newDirectoryStream(packages, "{temurin,java}-" + name + "*")) {
      for (Path candidate : homes) {
        if (Files.isExecutable(executable(candidate))) {
          return new Jdk(name, executable(candidate));
        }
      }
      return null;
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static Path executable(Path home) {
    return home.resolve("bin").resolve("java");
  }

  @Override
  public String toString() {
    return "JDK " + name;
  }
}
