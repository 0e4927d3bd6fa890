package dev.weft.benchmarks.core;

import dev.weft.benchmarks.report.Growth;
import dev.weft.benchmarks.report.Report;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.report.Sample;
import dev.weft.benchmarks.report.Summary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The suite {@code core}: every benchmark of this package by JMH, one fork of each a round, so that
 * what the machine does in a bad minute does not hit all forks of one. Of a fork's iterations the
 * median counts.
 *
 * <p>Figures: {@code cpu} (the calling threads' own time, which survives a busy machine), {@code
 * time} (by the clock) and {@code allocated}, each of one call.
 */
public final class CoreSuite {
  /** Of this suite, in results and in the option {@code --only}. */
  public static final String NAME = "core";

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Plan plan;
  private final Path jdk;
  private final Results results;
  private final PrintStream out;

  /**
   * How much is measured.
   *
   * @param rounds forks of each benchmark
   * @param iterations measured in each
   * @param iterationMillis of each; twice as much time in all goes into warming up
   * @param only what is found in {@code core/WORKLOAD/SUBJECT}; null: all
   */
  public record Plan(int rounds, int iterations, int iterationMillis, @Nullable Pattern only) {
    /**
     * @throws IllegalArgumentException if a number is not positive
     */
    public Plan {
      if (rounds < 1 || iterations < 1 || iterationMillis < 1) {
        throw new IllegalArgumentException(
            rounds
                + " rounds of "
                + iterations
                + " iterations of "
                + iterationMillis
                + " ms: expected 1 or more of each");
      }
    }

    /** About five minutes on an idle machine. */
    public static Plan quick(@Nullable Pattern only) {
      return new Plan(1, 5, 200, only);
    }

    /** About ten minutes on an idle machine. */
    public static Plan full(@Nullable Pattern only) {
      return new Plan(2, 5, 200, only);
    }

    public Plan withRounds(int number) {
      return new Plan(number, iterations, iterationMillis, only);
    }
  }

  /**
   * @param jdk home of the JDK that is measured with
   */
  public CoreSuite(Plan plan, Path jdk, Results results, PrintStream out) {
    this.plan = plan;
    this.jdk = jdk;
    this.results = results;
    this.out = out;
  }

  /** Something to do that may fail. */
  public interface Saving {
    void save() throws IOException;
  }

  /**
   * @param afterRound so that an interrupted run leaves what it had
   * @return how cost grows with each size that was varied
   */
  public List<Growth> run(Saving afterRound) throws IOException, RunnerException {
    List<Case> cases =
        Case.all().stream()
            .filter(one -> plan.only == null || plan.only.matcher(one.name()).find())
            .toList();
    for (int round = 1; round <= plan.rounds; round++) {
      for (Case one : cases) {
        measure(one, round);
      }
      afterRound.save();
    }
    return Growth.all(new Summary(new Report(Map.of(NAME, results.suite()))));
  }

  private void measure(Case one, int round) throws RunnerException {
    TimeValue time = TimeValue.milliseconds(plan.iterationMillis);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(one.include())
            .forks(1)
            .jvm(jdk.resolve("bin/java").toString())
            // Else a fork has the options of the launcher, which is started with the first compiler
            // alone.
            .jvmArgs("-Xmx256m")
            .warmupIterations(plan.iterations)
            .warmupTime(TimeValue.milliseconds(2L * plan.iterationMillis))
            .measurementIterations(plan.iterations)
            .measurementTime(time)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    one.params().forEach(options::param);
    RunResult result = new Runner(options.build()).runSingle();
    double nanos = median(result, iteration -> iteration.getPrimaryResult().getScore());
    double cpu = median(result, iteration -> secondary(iteration, CpuProfiler.NAME));
    double allocated = median(result, iteration -> secondary(iteration, ALLOCATED));
    results.add(sample(one, "time", "ns", round, nanos));
    results.add(sample(one, "cpu", "ns", round, cpu));
    results.add(sample(one, "allocated", "B", round, allocated));
    BenchmarkParams params = result.getParams();
    out.printf(
        "round %d  %-40s %8.1f ns CPU %8.1f ns %7.0f B%s%n",
        round,
        one.name(),
        cpu,
        nanos,
        allocated,
        params.getThreads() > 1 ? "  (" + params.getThreads() + " threads)" : "");
  }

  private static Sample sample(Case one, String figure, String unit, int round, double value) {
    return new Sample(NAME, one.workload(), one.subject(), figure, unit, round, value);
  }

  private static double secondary(IterationResult iteration, String name) {
    // JMH before 1.36 puts a dot before the names of its profilers' results.
    return iteration.getSecondaryResults().keySet().stream()
        .filter(key -> key.endsWith(name))
        .mapToDouble(key -> iteration.getSecondaryResults().get(key).getScore())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("JMH's profilers told no " + name));
  }

  private static double median(RunResult result, ToDoubleFunction<IterationResult> figure) {
    return median(
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .map(figure::applyAsDouble)
            .toList());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
