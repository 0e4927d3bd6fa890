package dev.weft.benchmarks.startup;

import java.time.Duration;
import java.util.List;

/**
 * A program whose start is measured.
 *
 * @param name in the workload's name
 * @param main its class
 * @param boot whether it needs the libraries of the Spring Boot application
 * @param hold how long it idles after it is ready, with every subject alike, before it ends; zero:
 *     it ends by itself at once when times are measured
 * @param callsByName whether it is told to call itself by name half way through
 * @param adapters those of Weft that are woven when it is ready; none: it uses no library that is
 *     hooked, and no link is expected
 */
record Program(
    String name,
    String main,
    boolean boot,
    Duration hold,
    boolean callsByName,
    List<String> adapters) {
  private static final String APPS = "dev.weft.benchmarks.apps.";
  private static final List<String> PAIR = List.of("java-http-client", "jdk-http-server");

  /** Time for a link to come up and for what follows it to be done. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  static final String BOOT = APPS + "chain.ChainApplication";

  static final List<Program> ALL =
      List.of(
          new Program(
              "trivial", APPS + "start.TrivialMain", false, Duration.ZERO, false, List.of()),
          new Program("http", APPS + "start.HttpPair", false, SETTLED, false, PAIR),
          new Program("http-mesh", APPS + "start.HttpPair", false, SETTLED, true, PAIR),
          new Program("spring", BOOT, true, SETTLED, false, List.of("tomcat")));

  boolean holds() {
    return !hold.isZero();
  }
}
