package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.spans.SpanSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A collector that takes many spans. */
@Command(
    name = "spans",
    description = "The collector under a constant rate of spans: CPU, memory, queries, losses.",
    mixinStandardHelpOptions = true)
final class SpansCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();
  @Spec CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Spans a second. Default: ${DEFAULT-VALUE}.")
  int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long it is measured. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Override
  public Integer call() throws Exception {
    List<String> line = spec.commandLine().getParseResult().originalArgs();
    Results results = Results.begin("spans", List.of(options.jdk()), options.home(), line);
    Path file = options.out().resolve("results.json");
    SpanSuite suite = new SpanSuite(options.site(), rate, seconds, results, System.out);
    for (int round = 1; round <= Math.max(1, options.rounds); round++) {
      suite.run(round);
      results.writeTo(file);
    }
    System.out.println("results are in " + file);
    return 0;
  }
}
