package dev.weft.benchmarks.subject;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where everything is that subjects are made of.
 *
 * @param home the checkout
 * @param jdk home of the JDK that measured JVMs run on
 * @param work scratch folder of this run
 */
public record Site(Path home, Path jdk, Path work) {
  public Path agent() {
    return home.resolve("agent/target/weft-agent.jar");
  }

  public Path collector() {
    return home.resolve("collector/target/weft-collector.jar");
  }

  /** The measured programs; its manifest names their libraries. */
  public Path programs() {
    return home.resolve("benchmarks/target/benchmarks.jar");
  }

  /**
   * The class path of a measured program: its own libraries only if the build keeps some for its
   * package ({@code target/apps/chain} for {@code dev.weft.benchmarks.apps.chain}), else all of
   * them.
   */
  public String classPath(String main) throws IOException {
    Path target = home.resolve("benchmarks/target");
    String[] names = main.split("\\.");
    Path libraries = target.resolve("apps").resolve(names[names.length - 2]);
    if (!Files.isDirectory(libraries)) {
      return programs().toString();
    }
    try (Stream<Path> jars = Files.list(libraries)) {
      // Sorted: an archive of classes is bound to the order.
      return Stream.concat(Stream.of(target.resolve("benchmarks-apps.jar")), jars.sorted())
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
