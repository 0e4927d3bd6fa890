package dev.weft.benchmarks.bench;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weft bench}: measures Weft beside what users would pick instead. */
@Command(
    name = "weft bench",
    description = "Measures Weft side by side with no agent, other agents and proxies.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AllCommand.class,
      RequestsCommand.class,
      StartupCommand.class,
      CoreCommand.class,
      PublishCommand.class,
      ProfileCommand.class,
      FleetCommand.class,
      SpansCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String... args) {
    System.exit(new CommandLine(new Bench()).execute(withCommand(args)));
  }

  /** Options alone are those of {@code all}. */
  private static String[] withCommand(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean help = words.contains("--help") || words.contains("-h") || words.contains("--version");
    if (words.isEmpty() || words.get(0).startsWith("-") && !help) {
      words.add(0, "all");
    }
    return words.toArray(String[]::new);
  }
}
