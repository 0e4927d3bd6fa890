package dev.weft.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tables for people. Each section by its name, as it stands between markers in a page. */
public final class Markdown {
  private static final double KILO = 1e-3;

  private final Report report;
  private final Summary summary;

  public Markdown(Report report) {
    this.report = report;
    summary = new Summary(report);
  }

  /**
   * {@code goals}, {@code goals-measured} (those that there are figures of), {@code machine}, and
   * one of each suite; {@code growth} is of the core.
   */
  public Map<String, String> sections() {
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put("goals", goals(goal -> true));
    sections.put("goals-measured", goals(goal -> goal.measured().apply(summary) != null));
    sections.put("requests", requests());
    sections.put("startup", startup());
    sections.put("core", core());
    sections.put("growth", growth());
    sections.put("fleet", fleet());
    sections.put("machine", machine());
    return sections;
  }

  /** All of it as one page. */
  public String page() {
    StringBuilder page = new StringBuilder("# Results of the benchmarks\n");
    Map<String, String> sections = sections();
    // A part of another.
    sections.remove("goals-measured");
    sections.forEach(
        (name, text) ->
            page.append("\n## ")
                .append(name.substring(0, 1).toUpperCase(java.util.Locale.ROOT))
                .append(name.substring(1))
                .append("\n\n")
                .append(text));
    return page.toString();
  }

  private String goals(Predicate<Goal> wanted) {
    Table table = new Table("figure", "goal", "measured", "");
    for (Goal goal : Goals.all().stream().filter(wanted).toList()) {
      table.row(
          goal.figure(),
          "≤ " + goal.unit().text(goal.bound()),
          goal.unit().text(goal.measured().apply(summary)),
          goal.verdict(summary));
    }
    return table
        + "\nMedians; in small the quartiles. Ratios and differences are taken in each round.\n";
  }

  private String requests() {
    StringBuilder text = new StringBuilder();
    for (String workload : summary.workloads("requests")) {
      Table table =
          new Table(
              "`" + workload + "`",
              "CPU a request",
              "× no agent",
              "p50",
              "p99",
              "p99.9",
              "allocated",
              "at saturation");
      for (String subject : summary.subjects("requests", workload)) {
        table.row(
            subject,
            request(workload, subject, "cpu", Unit.MICROS),
            Unit.TIMES.text(summary.ratio("requests", workload, subject, "none", "cpu")),
            request(workload, subject, "p50-at-1000", Unit.MICROS),
            request(workload, subject, "p99-at-1000", Unit.MICROS),
            request(workload, subject, "p999-at-1000", Unit.MICROS),
            Unit.KILOBYTES.text(
                scaled(summary.of("requests", workload, subject, "allocated"), KILO)),
            request(workload, subject, "throughput", Unit.PER_SECOND));
      }
      text.append(table).append('\n');
    }
    return text.append(omitted("requests")).toString();
  }

  private String request(String workload, String subject, String figure, Unit unit) {
    return unit.text(summary.of("requests", workload, subject, figure));
  }

  private String startup() {
    StringBuilder text = new StringBuilder();
    for (String workload : summary.workloads("startup")) {
      if (workload.equals("jar")) {
        continue;
      }
      Table table =
          new Table(
              "`" + workload + "`",
              "ready",
              "CPU",
              "× no agent",
              "× idle agent",
              "classes",
              "metaspace",
              "RSS",
              "RSS after 2,000 requests");
      for (String subject : summary.subjects("startup", workload)) {
        table.row(
            subject,
            start(workload, subject, "start", Unit.MILLIS),
            start(workload, subject, "cpu", Unit.MILLIS),
            Unit.TIMES.text(summary.ratio("startup", workload, subject, "none", "cpu")),
            Unit.TIMES.text(summary.ratio("startup", workload, subject, "idle", "cpu")),
            start(workload, subject, "classes", Unit.COUNT),
            start(workload, subject, "metaspace", Unit.MEGABYTES),
            start(workload, subject, "rss", Unit.MEGABYTES),
            start(workload, subject, "rss-2000", Unit.MEGABYTES));
      }
      text.append(table).append('\n');
    }
    Table jars = new Table("agent's jar", "size");
    for (String subject : summary.subjects("startup", "jar")) {
      jars.row(subject, start("jar", subject, "size", Unit.MEGABYTES));
    }
    return text.append(jars).append(omitted("startup")).toString();
  }

  private String start(String workload, String subject, String figure, Unit unit) {
    return unit.text(summary.of("startup", workload, subject, figure));
  }

  private String core() {
    Table table = new Table("benchmark", "CPU", "time", "allocated");
    for (String workload : summary.workloads("core")) {
      if (Growth.of(summary, workload) == null) {
        for (String subject : summary.subjects("core", workload)) {
          table.row(
              workload + " / " + subject,
              Unit.NANOS.text(summary.of("core", workload, subject, "cpu")),
              Unit.NANOS.text(summary.of("core", workload, subject, "time")),
              Unit.BYTES.text(summary.of("core", workload, subject, "allocated")));
        }
      }
    }
    return table + omitted("core");
  }

  private String growth() {
    return Growth.table(Growth.all(summary));
  }

  /** All that was measured of the collector with its agents, figure by figure. */
  private String fleet() {
    Suite suite = report.suites().get("fleet");
    Table table = new Table("figure", "measured");
    for (Series one : suite == null ? List.<Series>of() : suite.series()) {
      table.row(one.figure(), Unit.of(one.unit()).text(Spread.of(one.values())));
    }
    return table + omitted("fleet");
  }

  private String machine() {
    Table table = new Table("suite", "when", "commit", "machine", "JDK", "load before, after");
    for (Suite suite : new TreeMap<>(report.suites()).values()) {
      Machine machine = suite.machine();
      table.row(
          suite.name(),
          suite.started() + " to " + suite.finished(),
          suite.commit(),
          machine.cpu()
              + ", "
              + machine.cores()
              + " cores, "
              + machine.memoryMegabytes() / 1024
              + " GB, "
              + machine.kernel(),
          String.join("; ", machine.jdks()),
          suite.loadBefore() + ", " + suite.loadAfter());
    }
    return table.toString();
  }

  private String omitted(String name) {
    Suite suite = report.suites().get(name);
    if (suite == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Skipped skipped : suite.skipped()) {
      text.append("- ")
          .append(skipped.subject())
          .append(" was skipped: ")
          .append(line(skipped.reason()))
          .append("; `")
          .append(skipped.obtain())
          .append("`\n");
    }
    for (Failed failed : suite.failed()) {
      text.append("- ")
          .append(failed.subject())
          .append(" failed its check: ")
          .append(line(failed.reason()))
          .append('\n');
    }
    return text.isEmpty() ? "" : "\n" + text;
  }

  /** The start of it: reasons may hold a process's whole output. */
  private static String line(String reason) {
    String first = reason.lines().findFirst().orElse("").replace("|", "\\|").replace("<", "&lt;");
    return first.length() <= 200 ? first : first.substring(0, 200) + "…";
  }

  private static @Nullable Spread scaled(@Nullable Spread spread, double by) {
    return spread == null
        ? null
        : new Spread(spread.median() * by, spread.low() * by, spread.high() * by, spread.count());
  }

  /** The first column is text, others are numbers. */
  private static final class Table {
    private final StringBuilder text = new StringBuilder();

    Table(String... columns) {
      row(columns);
      text.append("|---|").append("---:|".repeat(columns.length - 1)).append('\n');
    }

    void row(String... cells) {
      text.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
