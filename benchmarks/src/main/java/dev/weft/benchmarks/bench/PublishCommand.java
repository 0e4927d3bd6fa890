package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.report.Pages;
import dev.weft.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tables and plots from results that were measured before. */
@Command(
    name = "publish",
    description = {
      "Writes tables and plots into README.md and docs/, between the markers there.",
      "With --out, into that folder instead."
    },
    mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Default: benchmarks/target/bench/results.json of the checkout.")
  @Nullable Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Only results.md and plots, into this folder.")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    Path home = Path.of(System.getProperty("weft.home", "")).toAbsolutePath();
    Path results = file != null ? file : home.resolve("benchmarks/target/bench/results.json");
    if (Files.notExists(results)) {
      throw new IOException(results + " is missing; expected the results of: weft bench");
    }
    Report report = Report.read(results);
    if (out != null) {
      Pages.write(report, out);
    } else {
      Pages.publish(report, results.toAbsolutePath().getParent(), home);
    }
    return 0;
  }
}
