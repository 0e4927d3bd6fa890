package dev.weft.collector.command;

import dev.weft.collector.demo.DemoCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
    name = "weft",
    description = "A service mesh without proxies for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Weft.Version.class,
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

  /** By its name, in the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("collector", CollectorCommand.class);
    COMMANDS.put("demo", DemoCommand.class);
    COMMANDS.put("apply", ApplyCommand.class);
    COMMANDS.put("diff", DiffCommand.class);
    COMMANDS.put("get", GetCommand.class);
    COMMANDS.put("delete", DeleteCommand.class);
    COMMANDS.put("history", HistoryCommand.class);
    COMMANDS.put("rollback", RollbackCommand.class);
    COMMANDS.put("audit", AuditCommand.class);
    COMMANDS.put("export", ExportCommand.class);
    COMMANDS.put("import", ImportCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("top", TopCommand.class);
    COMMANDS.put("explain", ExplainCommand.class);
    COMMANDS.put("agents", AgentsCommand.class);
    COMMANDS.put("services", ListCommands.Services.class);
    COMMANDS.put("instances", ListCommands.Instances.class);
    COMMANDS.put("logs", LogsCommand.class);
    COMMANDS.put("trace", TraceCommand.class);
    COMMANDS.put("token", TokenCommand.class);
    COMMANDS.put("authority", AuthorityCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("completion-words", CompletionWords.class);
  }

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

  private final Terminal terminal;

  private Weft(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns the exit code. */
  public static int run(String... arguments) {
    return run(
        Terminal.real(),
        new PrintWriter(System.out, true),
        new PrintWriter(System.err, true),
        arguments);
  }

  /** With all of the commands, or the one that comes first; see below. */
  static CommandLine line(String... arguments) {
    return line(Terminal.NONE, arguments);
  }

  /**
   * With the one command that comes first, else with all of them: reading the annotations of all
   * took more of a command's time than everything else together.
   */
  private static CommandLine line(Terminal terminal, String... arguments) {
    CommandLine line = new CommandLine(new Weft(terminal));
    String first = arguments.length == 0 ? "" : arguments[0];
    if (COMMANDS.containsKey(first)) {
      line.addSubcommand(first, COMMANDS.get(first));
    } else {
      COMMANDS.forEach(line::addSubcommand);
    }
    return line;
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return run(Terminal.NONE, out, err, arguments);
  }

  static int run(Terminal terminal, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = line(terminal, arguments);
    line.setOut(out);
    line.setErr(err);
    line.setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF));
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

  Terminal terminal() {
    return terminal;
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
