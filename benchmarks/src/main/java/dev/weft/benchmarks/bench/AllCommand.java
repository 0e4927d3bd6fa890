package dev.weft.benchmarks.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Every suite that a goal is about, one after another, into one file; and flame graphs. */
@Command(
    name = "all",
    description = {
      "Every suite that a goal is about, and flame graphs. The default.",
      "About an hour and a half on two cores, during which the machine is to be left alone."
    },
    mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {
  /** In this order; what comes first needs the quietest machine least. */
  private static final List<String> SUITES =
      List.of("core", "fleet", "startup", "requests", "profile");

  @Mixin RunOptions options = new RunOptions();
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    List<String> line = spec.commandLine().getParseResult().originalArgs();
    String[] same = line.stream().filter(word -> !word.equals("all")).toArray(String[]::new);
    Map<String, CommandLine> siblings = spec.parent().subcommands();
    int worst = 0;
    for (String suite : SUITES) {
      if (siblings.containsKey(suite)) {
        worst = Math.max(worst, siblings.get(suite).execute(same));
      }
    }
    return worst;
  }
}
