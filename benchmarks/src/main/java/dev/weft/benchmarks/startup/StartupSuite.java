package dev.weft.benchmarks.startup;

import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.report.Sample;
import dev.weft.benchmarks.subject.CollectorProcess;
import dev.weft.benchmarks.subject.Missing;
import dev.weft.benchmarks.subject.OtelJar;
import dev.weft.benchmarks.subject.Site;
import dev.weft.benchmarks.subject.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Measures starts: every cell lives once to warm up (its archive is made, its classes are counted),
 * then once a round for its times, then in some rounds for its memory. One process at a time; the
 * subjects of a workload follow one another, in an order that rotates.
 */
public final class StartupSuite {
  /** In {@link Sample#suite()}. */
  public static final String NAME = "startup";

  private static final Map<String, String> UNITS =
      Map.of(
          "start",
          "ms",
          "cpu",
          "ms",
          "link",
          "ms",
          "classes",
          "1",
          "classes-shared",
          "1",
          "rss",
          "MB",
          "rss-2000",
          "MB",
          "metaspace",
          "MB");

  private final Site site;
  private final StartupOptions options;
  private final Results results;
  private final PrintStream out;
  private final Map<Cell, List<Sample>> measured = new LinkedHashMap<>();
  private final Map<Cell, String> refused = new LinkedHashMap<>();

  private StartupSuite(Site site, StartupOptions options, Results results, PrintStream out) {
    this.site = site;
    this.options = options;
    this.results = results;
    this.out = out;
  }

  private interface Life {
    Map<String, Double> live(Cell cell) throws IOException, InterruptedException, Refused;
  }

  /**
   * Adds to {@code results} what it measures.
   *
   * @param site its JDK runs the collector
   * @param out is told how far it is
   * @throws IOException if a jar is missing or the collector does not start
   */
  public static void run(Site site, StartupOptions options, Results results, PrintStream out)
      throws IOException, InterruptedException {
    new StartupSuite(site, options, results, out).run();
  }

  private void run() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(site.work()).toAbsolutePath();
    Path weft = built(site.agent());
    built(site.collector());
    Path idle = ProgramJars.idleAgent(folder);
    Missing otel = OtelJar.missing(site);
    if (otel != null) {
      results.skipped("otel", otel.reason(), otel.obtain());
    }
    List<List<Cell>> groups =
        Grid.of(options, Program.ALL).stream()
            .map(
                group ->
                    group.stream()
                        .filter(cell -> otel == null || cell.agent() != AgentKind.OTEL)
                        .toList())
            .filter(group -> !group.isEmpty())
            .toList();
    try (CollectorProcess collector = CollectorProcess.start(site)) {
      Commands commands =
          new Commands(
              ProgramJars.programs(folder),
              site.classPath(Program.BOOT),
              idle,
              weft,
              OtelJar.in(site.home()),
              collector.url(),
              "http://127.0.0.1:" + Stage.freePort(),
              Stage.freePort(),
              folder);
      Lives lives = new Lives(commands, collector, folder);
      warmUp(groups, lives);
      for (int round = 1; round <= options.rounds(); round++) {
        round("times", round, groups, this::rounds, lives::times);
      }
      for (int round = 1; round <= options.rounds(); round++) {
        round("memory", round, groups, this::memoryRounds, lives::memory);
      }
    }
    jar("idle", idle);
    jar("weft", weft);
    if (otel == null) {
      jar("otel", OtelJar.in(site.home()));
    }
    refused.forEach((cell, why) -> results.failed(cell.id(), why));
    measured.values().forEach(samples -> samples.forEach(results::add));
  }

  private void warmUp(List<List<Cell>> groups, Lives lives)
      throws IOException, InterruptedException {
    round(
        "archives and classes",
        1,
        groups,
        cell -> 1,
        cell -> {
          lives.makeArchive(cell);
          return lives.classes(cell);
        });
  }

  private void round(
      String what, int round, List<List<Cell>> groups, ToIntFunction<Cell> most, Life life)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (List<Cell> group : groups) {
      for (Cell cell : Grid.rotated(group, round)) {
        if (!refused.containsKey(cell) && round <= most.applyAsInt(cell)) {
          live(cell, round, life);
        }
      }
    }
    out.printf(
        "startup: %s, round %d: %d s%n", what, round, (System.nanoTime() - start) / 1_000_000_000);
  }

  private int rounds(Cell cell) {
    return isDear(cell)
        ? Math.min(options.rounds(), StartupOptions.QUICK_ROUNDS)
        : options.rounds();
  }

  /**
   * Classes and metaspace hardly vary. Resident memory does, by what the C library gives back of
   * the room of the JIT's threads.
   */
  private int memoryRounds(Cell cell) {
    return options.quick() || isDear(cell) ? 1 : options.rounds();
  }

  /**
   * Worth fewer rounds, since it costs minutes: OpenTelemetry's figures are far from the others',
   * and neither archives nor calls by name are a goal's.
   */
  private static boolean isDear(Cell cell) {
    return cell.agent() == AgentKind.OTEL
        || cell.archive() != Archive.DEFAULT
        || cell.program().callsByName();
  }

  private void live(Cell cell, int round, Life life) throws IOException, InterruptedException {
    try {
      life.live(cell).forEach((figure, value) -> keep(cell, round, figure, value));
    } catch (Refused | IOException why) {
      out.println("startup: " + cell.id() + " is refused: " + why.getMessage());
      refused.put(cell, why.getMessage());
      measured.remove(cell);
    }
  }

  private void keep(Cell cell, int round, String figure, double value) {
    measured
        .computeIfAbsent(cell, none -> new ArrayList<>())
        .add(
            new Sample(
                NAME, cell.workload(), cell.subject(), figure, UNITS.get(figure), round, value));
  }

  private void jar(String subject, Path jar) throws IOException {
    if (options.wants("jar", subject)) {
      results.add(new Sample(NAME, "jar", subject, "size", "MB", 1, Files.size(jar) / 1e6));
    }
  }

  private static Path built(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is missing; expected it to be built: mvn -DskipTests package");
    }
    return jar;
  }
}
