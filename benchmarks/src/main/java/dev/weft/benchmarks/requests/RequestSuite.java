package dev.weft.benchmarks.requests;

import dev.weft.benchmarks.process.CpuClock;
import dev.weft.benchmarks.process.CpuTime;
import dev.weft.benchmarks.process.MeasuredProcess;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.subject.CheckFailed;
import dev.weft.benchmarks.subject.CollectorProcess;
import dev.weft.benchmarks.subject.Missing;
import dev.weft.benchmarks.subject.Site;
import dev.weft.benchmarks.subject.Stage;
import dev.weft.benchmarks.subject.Subject;
import dev.weft.benchmarks.subject.Subjects;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures all workloads with all subjects. Used by one thread. */
public final class RequestSuite {
  /** Of the figure "RSS after 2,000 requests". */
  private static final int FIRST_REQUESTS = 2_000;

  /** Of each kind before the subject proves itself: its proof finds what was wrong with them. */
  private static final int PROOF_REQUESTS = 100;

  /** Before each turn: some for each connection. */
  private static final int REOPENING_REQUESTS = 320;

  /** The JIT is quiet when it uses less than this part of a core. */
  private static final double QUIET = 0.02;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long the JIT is given, after each turn of warming up, for what is queued. */
  private static final Duration SETTLING = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofMillis(500);

  private final Site site;
  private final Plan plan;
  private final Results results;
  private final PrintStream out;

  /**
   * @param out for progress
   */
  public RequestSuite(Site site, Plan plan, Results results, PrintStream out) {
    this.site = site;
    this.plan = plan;
    this.results = results;
    this.out = out;
  }

  /** A part of the results is there. */
  @FunctionalInterface
  public interface Progress {
    void saved() throws IOException;
  }

  public void run(Progress progress) throws IOException, InterruptedException {
    List<Subject> subjects = available();
    for (int fork = 0; fork < plan.forks(); fork++) {
      for (Workload workload : Workloads.of(fork)) {
        List<Subject> its =
            subjects.stream()
                .filter(subject -> workload.subjects().contains(subject.name()))
                .toList();
        if (its.stream().anyMatch(each -> plan.includes(workload.name(), each.name()))) {
          its =
              its.stream()
                  .filter(
                      each ->
                          each.name().equals("none") || plan.includes(workload.name(), each.name()))
                  .toList();
          measure(workload, its, fork);
          progress.saved();
        }
      }
    }
  }

  private List<Subject> available() throws IOException, InterruptedException {
    List<Subject> available = new ArrayList<>();
    for (Subject subject : Subjects.all()) {
      Missing missing = subject.missing(site);
      if (missing == null) {
        available.add(subject);
      } else {
        out.printf("%s is skipped: %s%n  %s%n", subject.name(), missing.reason(), missing.obtain());
        results.skipped(subject.name(), missing.reason(), missing.obtain());
      }
    }
    return available;
  }

  private void measure(Workload workload, List<Subject> subjects, int fork)
      throws IOException, InterruptedException {
    List<Stage> stages = new ArrayList<>();
    try (CollectorProcess collector = CollectorProcess.start(site)) {
      try {
        for (Subject subject : subjects) {
          open(workload, subject, collector, fork, stages);
        }
        warmUp(workload, stages);
        for (int round = 0; round < plan.rounds(); round++) {
          round(workload, stages, fork * plan.rounds() + round);
        }
        for (Stage stage : stages) {
          resident(workload, stage, fork, "rss-end");
        }
      } finally {
        stages.forEach(Stage::close);
      }
    }
  }

  /** Starts a subject, sends the first requests, and lets it prove itself. */
  private void open(
      Workload workload, Subject subject, CollectorProcess collector, int fork, List<Stage> stages)
      throws IOException, InterruptedException {
    out.printf("%s/%s: starting%n", workload.name(), subject.name());
    String variant = workload.loads().get(0).variant();
    Stage stage = null;
    try {
      stage = Stage.open(site, collector, subject, workload.name(), workload.roles(), variant);
      stage.drive(FIRST_REQUESTS);
      resident(workload, stage, fork, "rss");
      for (Load load : workload.loads()) {
        stage.drive(load.variant(), PROOF_REQUESTS);
      }
      subject.check(stage);
      stages.add(stage);
    } catch (CheckFailed | IllegalStateException failure) {
      if (stage != null) {
        stage.close();
      }
      failed(workload, subject, failure.getMessage());
    }
  }

  private void failed(Workload workload, Subject subject, String why) {
    out.printf("%s/%s failed: %s%n", workload.name(), subject.name(), why);
    results.failed(subject.name(), workload.name() + ": " + why);
  }

  /** Resident memory after two collections. */
  private void resident(Workload workload, Stage stage, int fork, String figure)
      throws InterruptedException {
    Figures figures = figures(workload.loads().get(0), stage, fork + 1);
    for (var each : stage.programs().entrySet()) {
      if (each.getKey().kind().isCounted()) {
        double sum = 0;
        for (MeasuredProcess process : each.getValue()) {
          process.ask("gc", PATIENCE);
          sum += process.residentBytes();
        }
        double mean = sum / each.getValue().size() / (1 << 20);
        figures.add(figure + "-" + each.getKey().name(), "MB", mean);
      }
    }
    if (!stage.between().isEmpty()) {
      double sum = stage.between().stream().mapToLong(MeasuredProcess::residentBytes).sum();
      figures.add(figure + "-proxies", "MB", sum / (1 << 20));
    }
  }

  private Figures figures(Load load, Stage stage, int round) {
    return new Figures(results, load.workload(), stage.subject().name(), round);
  }

  private void warmUp(Workload workload, List<Stage> stages) throws InterruptedException {
    boolean quiet = false;
    for (int turn = 0; turn < plan.mostWarmUps() && !(quiet && turn >= plan.warmUps()); turn++) {
      quiet = true;
      StringBuilder busy = new StringBuilder();
      for (Stage stage : Rotation.order(stages, turn)) {
        double jit = 0;
        double nanos = 0;
        for (Load load : workload.loads()) {
          Window window =
              Window.of(
                  stage,
                  "send %s %d %d"
                      .formatted(load.variant(), load.connections(), load.warmUpRequests()));
          jit += window.counted().jit();
          nanos += window.answer().number("nanos");
        }
        quiet &= jit / nanos < QUIET;
        busy.append(" %s %.0f%%".formatted(stage.subject().name(), 100 * jit / nanos));
      }
      long waited = settle(stages);
      out.printf(
          "%s: warm-up %d, JIT:%s, quiet after %d ms%n",
          workload.name(), turn + 1, busy, waited / 1_000_000);
    }
  }

  /**
   * Waits, without any load, until the JIT has compiled what was hot: while requests saturate the
   * machine it gets too little time, and what it does later would fall into other subjects' turns.
   */
  private static long settle(List<Stage> stages) throws InterruptedException {
    long began = System.nanoTime();
    long jit;
    long looked;
    do {
      List<List<CpuClock.Reading>> before = stages.stream().map(Window::now).toList();
      long look = System.nanoTime();
      Thread.sleep(LOOK.toMillis());
      jit = 0;
      for (int i = 0; i < stages.size(); i++) {
        jit += Window.since(stages.get(i), before.get(i)).jit();
      }
      looked = System.nanoTime() - look;
    } while (jit > QUIET * looked && System.nanoTime() - began < SETTLING.toNanos());
    return System.nanoTime() - began;
  }

  private void round(Workload workload, List<Stage> stages, int number)
      throws IOException, InterruptedException {
    Map<Stage, List<CpuClock.Reading>> before = new HashMap<>();
    stages.forEach(stage -> before.put(stage, Window.now(stage)));
    Map<Stage, Turn> turns = new HashMap<>();
    long begin = System.nanoTime();
    for (Stage stage : Rotation.order(stages, number)) {
      long turn = System.nanoTime();
      List<CpuClock.Reading> own = Window.now(stage);
      try {
        for (Load load : workload.loads()) {
          window(load, stage, number + 1);
        }
        turns.put(stage, new Turn(Window.since(stage, own), System.nanoTime() - turn));
      } catch (CheckFailed | IllegalStateException failure) {
        stages.remove(stage);
        stage.close();
        failed(workload, stage.subject(), failure.getMessage());
      }
    }
    long nanos = System.nanoTime() - begin;
    for (Stage stage : stages) {
      idle(workload, stage, number + 1, before.get(stage), turns.get(stage), nanos);
    }
    out.printf("%s: round %d%n", workload.name(), number + 1);
  }

  /** What a stage used in its own turn. */
  private record Turn(CpuTime cpu, long nanos) {}

  /** What a stage used while others had their turns, in cores: it disturbs them. */
  private void idle(
      Workload workload,
      Stage stage,
      int round,
      List<CpuClock.Reading> before,
      Turn turn,
      long roundNanos) {
    long others = roundNanos - turn.nanos();
    if (others > turn.nanos() / 2) {
      double used = Window.since(stage, before).total() - turn.cpu().total();
      figures(workload.loads().get(0), stage, round)
          .add("cpu-idle", "1", Math.max(0, used) / others);
    }
  }

  private void window(Load load, Stage stage, int round) throws InterruptedException, CheckFailed {
    Figures figures = figures(load, stage, round);
    // Connections that idled away during the others' turns are opened outside of what is measured.
    measured(
        stage, "send %s %d %d".formatted(load.variant(), load.connections(), REOPENING_REQUESTS));
    for (int rate : load.rates()) {
      boolean first = rate == load.rates().get(0);
      Window window =
          measured(
              stage,
              "open %s %d %d %d"
                  .formatted(load.variant(), load.connections(), rate, plan.windowMillis(first)));
      figures.open(window, rate, first);
    }
    figures.closed(
        measured(
            stage,
            "closed %s %d %d"
                .formatted(load.variant(), load.connections(), plan.windowMillis(false))));
  }

  private static Window measured(Stage stage, String command)
      throws InterruptedException, CheckFailed {
    Window window = Window.of(stage, command);
    if (window.answer().number("errors") > 0) {
      throw new CheckFailed(
          window.answer().number("errors") + " requests failed; " + stage.driver().tail());
    }
    return window;
  }
}
