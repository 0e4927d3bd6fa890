package dev.weft.benchmarks.bench;

import dev.weft.benchmarks.report.Pages;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.startup.StartupOptions;
import dev.weft.benchmarks.startup.StartupSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Start-up: wall, CPU, classes, memory. */
@Command(
    name = "startup",
    description = "Wall time, CPU, loaded classes and memory of programs that start.",
    mixinStandardHelpOptions = true)
final class StartupCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Map<String, Path> jdks = options.jdks();
    int usual = options.quick ? StartupOptions.QUICK_ROUNDS : StartupOptions.ROUNDS;
    StartupOptions startup =
        new StartupOptions(
            jdks,
            options.rounds > 0 ? options.rounds : usual,
            options.quick,
            options.only == null ? Pattern.compile("") : options.only);
    List<String> line = spec.commandLine().getParseResult().originalArgs();
    Results results =
        Results.begin(StartupSuite.NAME, List.copyOf(jdks.values()), options.home(), line);
    StartupSuite.run(options.site(), startup, results, System.out);
    Path file = options.out().resolve("results.json");
    Pages.write(results.writeTo(file), options.out());
    System.out.println("results are in " + file);
    return results.suite().failed().isEmpty() ? 0 : 1;
  }
}
