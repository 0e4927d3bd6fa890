package dev.weft.collector.command;

import dev.weft.collector.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "weft",
    description = "A service mesh without proxies for the JVM.",
    mixinStandardHelpOptions = true,
    subcommands = {CollectorCommand.class, DemoCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Weft {
  private Weft() {}

  /** Returns the exit code. */
  public static int run(String... arguments) {
    return new CommandLine(new Weft()).execute(arguments);
  }
}
