package dev.weft.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what one run of a suite measures.
 *
 * <pre>{@code
 * Results results = Results.begin("requests", List.of(jdk17, jdk25), home, options);
 * results.add(new Sample("requests", "http-1k", "none", "cpu", "us", 1, 211.4));
 * results.skipped("envoy", "no envoy on the path", "benchmarks/peers/envoy.sh");
 * results.writeTo(file);
 * }</pre>
 *
 * <p>May be used by any thread.
 */
public final class Results {
  private final String suite;
  private final Machine machine;
  private final String commit;
  private final List<String> options;
  private final Clock clock;
  private final Instant started;
  private final double loadBefore;

  private final Map<List<String>, Sampled> samples = new LinkedHashMap<>();
  private final Set<Skipped> skipped = new LinkedHashSet<>();
  private final Set<Failed> failed = new LinkedHashSet<>();

  Results(
      String suite,
      Machine machine,
      String commit,
      List<String> options,
      double loadBefore,
      Clock clock) {
    this.suite = suite;
    this.machine = machine;
    this.commit = commit;
    this.options = List.copyOf(options);
    this.loadBefore = loadBefore;
    this.clock = clock;
    this.started = now(clock);
  }

  /**
   * A run that starts now, on this machine.
   *
   * @param javaHomes the JDKs that it measures with
   * @param sources root of the checkout, whose commit is recorded
   * @param options the command line
   */
  public static Results begin(
      String suite, List<Path> javaHomes, Path sources, List<String> options) throws IOException {
    return new Results(
        suite,
        Machine.here(javaHomes),
        Commit.of(sources),
        options,
        Machine.load(),
        Clock.systemUTC());
  }

  /**
   * Records a value.
   *
   * @throws IllegalArgumentException if it belongs to another suite, or its unit differs from that
   *     of the figure's earlier values
   */
  public synchronized void add(Sample sample) {
    if (!sample.suite().equals(suite)) {
      throw new IllegalArgumentException(
          "sample of suite '" + sample.suite() + "' in the results of '" + suite + "'");
    }
    List<String> key = List.of(sample.workload(), sample.subject(), sample.figure());
    Sampled series = samples.computeIfAbsent(key, k -> new Sampled(sample.unit()));
    if (!series.unit.equals(sample.unit())) {
      throw new IllegalArgumentException(
          String.join("/", key) + " is in " + sample.unit() + "; expected " + series.unit);
    }
    series.rounds.add(sample.round());
    series.values.add(sample.value());
  }

  /** The subject cannot be run here; {@code obtain} is the command that would change that. */
  public synchronized void skipped(String subject, String reason, String obtain) {
    skipped.add(new Skipped(subject, reason, obtain));
  }

  /** The subject did not do what it claims; the caller adds no sample of it. */
  public synchronized void failed(String subject, String reason) {
    failed.add(new Failed(subject, reason));
  }

  /** What was collected so far. */
  public synchronized Suite suite() throws IOException {
    List<Series> series = new ArrayList<>();
    samples.forEach(
        (key, one) ->
            series.add(
                new Series(key.get(0), key.get(1), key.get(2), one.unit, one.rounds, one.values)));
    return new Suite(
        suite,
        started.toString(),
        now(clock).toString(),
        commit,
        options,
        machine,
        loadBefore,
        Machine.load(),
        List.copyOf(skipped),
        List.copyOf(failed),
        series);
  }

  /**
   * Joins this with what the file holds of other suites; an earlier run of this suite is replaced.
   * May be called after each round, so that an interrupted run leaves what it had.
   */
  public Report writeTo(Path file) throws IOException {
    Report report = Report.read(file).with(suite());
    report.write(file);
    return report;
  }

  private static Instant now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static final class Sampled {
    final String unit;
    final List<Integer> rounds = new ArrayList<>();
    final List<Double> values = new ArrayList<>();

    Sampled(String unit) {
      this.unit = unit;
    }
  }
}
