package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.report.Pages;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.requests.Plan;
import dev.weft.benchmarks.requests.RequestSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Requests: CPU, latency, throughput, allocation, memory. */
@Command(
    name = "requests",
    description = "CPU, latency, throughput, allocation and memory of requests.",
    mixinStandardHelpOptions = true)
final class RequestsCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Plan plan = options.quick ? Plan.quick() : Plan.full();
    if (options.rounds > 0) {
      plan = plan.withRounds(options.rounds);
    }
    if (options.only != null) {
      plan = plan.withOnly(options.only);
    }
    List<String> line = spec.commandLine().getParseResult().originalArgs();
    Results results = Results.begin("requests", List.of(options.jdk()), options.home(), line);
    Path file = options.out().resolve("results.json");
    new RequestSuite(options.site(), plan, results, System.out)
        .run(() -> Pages.write(results.writeTo(file), options.out()));
    System.out.println("results are in " + file);
    return results.suite().failed().isEmpty() ? 0 : 1;
  }
}
