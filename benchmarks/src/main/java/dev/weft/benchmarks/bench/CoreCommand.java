package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.core.CoreSuite;
import dev.weft.benchmarks.report.Growth;
import dev.weft.benchmarks.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The core by JMH: time and bytes of a call. */
@Command(
    name = "core",
    description = "Time and bytes of a call in the core, by JMH, and how they grow.",
    mixinStandardHelpOptions = true)
final class CoreCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CoreSuite.Plan plan =
        options.quick ? CoreSuite.Plan.quick(options.only) : CoreSuite.Plan.full(options.only);
    if (options.rounds > 0) {
      plan = plan.withRounds(options.rounds);
    }
    List<String> line = spec.commandLine().getParseResult().originalArgs();
    Results results = Results.begin(CoreSuite.NAME, List.of(options.jdk()), options.home(), line);
    Files.createDirectories(options.out());
    Path file = options.out().resolve("results.json");
    List<Growth> growth =
        new CoreSuite(plan, options.jdk(), results, System.out).run(() -> results.writeTo(file));
    System.out.print(Growth.table(growth));
    Files.writeString(options.out().resolve("core-growth.md"), Growth.table(growth));
    Files.writeString(options.out().resolve("core-growth.csv"), Growth.csv(growth));
    System.out.println("results are in " + file + ", growth in core-growth.md and .csv beside it");
    return 0;
  }
}
