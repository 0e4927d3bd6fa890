package dev.weft.smoke.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** The built jars, as users get them. */
public final class Jars {
  private Jars() {}

  public static Path agent() {
    return built("agent/target/weft-agent.jar");
  }

  public static Path collector() {
    return built("collector/target/weft-collector.jar");
  }

  /** The demo's services, with their libraries beside it. */
  public static Path bookinfo() {
    return built("examples/target/bookinfo.jar");
  }

  /** The test applications. */
  public static Path applications() {
    return root().resolve("smoke-tests/target/classes");
  }

  /** The tests themselves. */
  static Path tests() {
    return root().resolve("smoke-tests/target/test-classes");
  }

  /**
   * All jars of a version of a library that the build has put into {@code target/libs}, as an entry
   * of the class path.
   */
  public static Path library(String name) {
    Path directory = root().resolve("smoke-tests/target/libs").resolve(name);
    if (!Files.isDirectory(directory)) {
      throw new IllegalStateException(directory + " is missing; build it first: mvn package");
    }
    return directory.resolve("*");
  }

  private static Path built(String path) {
    Path jar = root().resolve(path);
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(jar + " is missing; build it first: mvn package");
    }
    return jar;
  }

  /** The checkout: tests run in it or in the module's directory. */
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("smoke-tests")) ? here : here.getParent();
  }
}
