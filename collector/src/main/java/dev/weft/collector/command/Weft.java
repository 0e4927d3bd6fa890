package dev.weft.collector.command;

import dev.weft.collector.demo.DemoCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
    name = "weft",
    description = "A service mesh without proxies for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Weft.Version.class,
    subcommands = {
      CollectorCommand.class,
      DemoCommand.class,
      ApplyCommand.class,
      GetCommand.class,
      DeleteCommand.class,
      HistoryCommand.class,
      RollbackCommand.class,
      AuditCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      StatusCommand.class,
      AgentsCommand.class,
      ListCommands.Services.class,
      ListCommands.Instances.class,
      LogsCommand.class,
      TraceCommand.class,
      TokenCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused, not found, or failed; the message says what to do",
      "2:the command line is wrong",
      "3:the collector cannot be reached",
      "4:weft collector: the store or the authority cannot be used; nothing was overwritten"
    })
public final class Weft {
  private static final String DEFAULT_COLLECTOR = "http://localhost:7700";

  @Option(
      names = "--collector",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "the collector to talk to (default: $WEFT_COLLECTOR, or http://localhost:7700)")
  @Nullable String collector;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "holds the operator's token (default: the token itself in $WEFT_TOKEN)")
  @Nullable Path tokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "PEM roots to know an https collector by (default: the fingerprint in the token, or the"
              + " JVM's roots)")
  @Nullable Path caFile;

  private Weft() {}

  /** Returns the exit code. */
  public static int run(String... arguments) {
    return run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments);
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Weft());
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof CommandException known) {
            command.getErr().println(known.getMessage());
            return known.exitCode();
          }
          throw e;
        });
    line.setExecutionStrategy(
        parsed -> {
          if (!parsed.hasSubcommand() && !CommandLine.printHelpIfRequested(parsed)) {
            line.usage(line.getErr());
            return ExitCode.USAGE;
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(arguments);
  }

  /** For the collector that the options and the environment name. */
  Client client() {
    String url = collector;
    if (url == null) {
      String environment = System.getenv("WEFT_COLLECTOR");
      url = environment == null || environment.isEmpty() ? DEFAULT_COLLECTOR : environment;
    }
    return new Client(url, Access.of(tokenFile, System.getenv("WEFT_TOKEN"), caFile));
  }

  /** From the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Weft.class.getPackage().getImplementationVersion();
      return new String[] {"weft " + (version == null ? "(not packaged)" : version)};
    }
  }
}
