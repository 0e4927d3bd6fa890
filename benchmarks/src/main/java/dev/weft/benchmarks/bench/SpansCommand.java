package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.spans.SpanSuite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A collector that takes many spans. */
@Command(
    name = "spans",
    description =
        "The collector under a constant rate of spans and agents' metrics: CPU, memory, queries,"
            + " losses.",
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

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "Simulated agents that report the calls of 10 connections each every 5 s; 0: none."
              + " Default: ${DEFAULT-VALUE}.")
  int agents;

  @Override
  public Integer call() throws Exception {
    options.rounds(
        "spans",
        spec,
        results -> new SpanSuite(options.site(), rate, seconds, agents, results, System.out)::run);
    return 0;
  }
}
