package dev.weft.smoke.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Java installation to run applications on.
 *
 * @param name {@code 17}, {@code 25}, or one update's, {@code 17.0.9}
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
   * Debian package's place. By update: from {@code TEST_JVMS}, see smoke-tests/peers/jvms.sh. Null:
   * not installed.
   */
  public static @Nullable Jdk named(String name) {
    return name.contains(".") ? update(name) : feature(name);
  }

  private static @Nullable Jdk update(String name) {
    String list = System.getenv("TEST_JVMS");
    for (String entry : list == null ? new String[0] : list.split(File.pathSeparator)) {
      if (entry.startsWith(name + "=")) {
        Path java = executable(Path.of(entry.substring(name.length() + 1)));
        if (!Files.isExecutable(java)) {
          throw new IllegalStateException("TEST_JVMS: " + entry + ", expected a Java home");
        }
        return new Jdk(name, java);
      }
    }
    return null;
  }

  /** What to set where {@link #named} finds none. */
  public static String missing(String name) {
    String variable = name.contains(".") ? "TEST_JVMS" : "JAVA" + name + "_HOME";
    return "no JDK " + name + ", set " + variable;
  }

  private static @Nullable Jdk feature(String name) {
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

  /** {@code 17} of {@code 17.0.9}. */
  public int feature() {
    return Runtime.Version.parse(name).feature();
  }

  private static Path executable(Path home) {
    return home.resolve("bin").resolve("java");
  }

  @Override
  public String toString() {
    return "JDK " + name;
  }
}
