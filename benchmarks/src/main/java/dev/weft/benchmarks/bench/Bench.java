package dev.weft.benchmarks.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weft bench}: measures Weft beside what users would pick instead. */
@Command(
    name = "weft bench",
    description = "Measures Weft side by side with no agent, other agents and proxies.",
    mixinStandardHelpOptions = true,
    subcommands = {RequestsCommand.class, StartupCommand.class, PublishCommand.class})
public final class Bench {
  private Bench() {}

  public static void main(String... args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
