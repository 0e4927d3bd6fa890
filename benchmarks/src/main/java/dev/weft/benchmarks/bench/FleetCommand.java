package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.fleet.FleetSuite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A collector with many simulated agents. */
@Command(
    name = "fleet",
    description =
        "The collector with many simulated agents: memory, pushes, commands, a restart."
            + " About a minute a round on a quiet machine.",
    mixinStandardHelpOptions = true)
final class FleetCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();
  @Spec CommandSpec spec;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  int agents;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "30",
      description = "How many changes of policy are pushed. Default: ${DEFAULT-VALUE}.")
  int changes;

  @Override
  public Integer call() throws Exception {
    options.rounds(
        "fleet",
        spec,
        results -> new FleetSuite(options.site(), agents, changes, results, System.out)::run);
    return 0;
  }
}
