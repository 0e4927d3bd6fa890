package dev.weft.benchmarks.subject;

import java.nio.file.Path;

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
}
