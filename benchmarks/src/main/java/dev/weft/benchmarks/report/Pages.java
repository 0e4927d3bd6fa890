package dev.weft.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes what people read from the one file of results. */
public final class Pages {
  /** Pages of the checkout with markers in them. */
  private static final List<String> MARKED = List.of("README.md", "docs/performance.md");

  /** As {@code weft bench profile} names them. */
  private static final List<String> FLAMES = List.of("cpu.svg", "allocation.svg");

  private Pages() {}

  /** {@code results.md} and the plots, into a folder. */
  public static void write(Report report, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.md"), new Markdown(report).page());
    plots(report, folder);
  }

  /**
   * The tables into the checkout's pages, the plots and the raw values beside them.
   *
   * @param measured folder of the results, where flame graphs are looked for
   */
  public static void publish(Report report, Path measured, Path home) throws IOException {
    Markdown markdown = new Markdown(report);
    for (String name : MARKED) {
      Path page = home.resolve(name);
      String text = Files.readString(page);
      String filled = Markers.fill(name, text, markdown.sections());
      if (!filled.equals(text)) {
        Files.writeString(page, filled);
      }
    }
    Path folder = Files.createDirectories(home.resolve("docs/bench"));
    plots(report, folder);
    for (String graph : FLAMES) {
      Path drawn = measured.resolve("profile").resolve(graph);
      if (Files.exists(drawn)) {
        Files.copy(drawn, folder.resolve("flame-" + graph), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    report.write(folder.resolve("results.json"));
  }

  private static void plots(Report report, Path folder) throws IOException {
    Summary summary = new Summary(report);
    for (String workload : summary.workloads("requests")) {
      String cost = CostPlot.draw(summary, workload, "CPU of a request, " + workload);
      if (!cost.isEmpty()) {
        Files.writeString(folder.resolve("cpu-" + workload + ".svg"), cost);
      }
      String latency =
          LatencyPlot.draw(
              summary, workload, 1_000, "Latency at 1,000 requests a second, " + workload);
      if (!latency.isEmpty()) {
        Files.writeString(folder.resolve("latency-" + workload + ".svg"), latency);
      }
    }
  }
}
