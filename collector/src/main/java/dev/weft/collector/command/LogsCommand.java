package dev.weft.collector.command;

import dev.weft.collector.json.Tree;
import dev.weft.collector.text.Near;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft logs SERVICE}. */
@Command(
    name = "logs",
    description = {
      "Shows a service's access log, a JSON object a line with Envoy's fields.",
      "It is off until a Telemetry document switches it on (spec.accessLogging)."
    },
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SERVICE", description = "whose log")
  String service;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the service (default: ${DEFAULT-VALUE})")
  String namespace;

  @Option(
      names = {"-f", "--follow"},
      description = "goes on with what comes, until it is interrupted")
  boolean follow;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "earlier lines, 1 to 1000 (default: ${DEFAULT-VALUE})")
  int limit;

  private boolean any;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String path =
        "/v1/logs/"
            + segment("--namespace", namespace)
            + "/"
            + segment("SERVICE", service)
            + "?limit="
            + limit
            + "&follow="
            + follow;
    weft.client()
        .lines(
            path,
            line -> {
              if (!line.isEmpty()) {
                any = true;
                out.println(harmless(line));
                out.flush();
              }
            });
    if (follow) {
      throw new CommandException(ExitCode.UNREACHABLE, "weft: the collector has ended the log.");
    }
    if (!any) {
      known();
      spec.commandLine()
          .getErr()
          .println(
              "No line yet of "
                  + service
                  + ". The access log is off until a Telemetry document switches it on:"
                  + " see docs/observability.md.");
    }
    return ExitCode.DONE;
  }

  /**
   * @throws CommandException if there is no such service while there are others
   */
  private void known() {
    List<String> here = new ArrayList<>();
    for (Object one : Tree.list(weft.client().get("/v1/services"), "services")) {
      if (Tree.text(one, "namespace").equals(namespace)) {
        here.add(Tree.text(one, "name"));
      }
    }
    if (!here.isEmpty() && !here.contains(service)) {
      throw new CommandException(
          ExitCode.FAILED,
          "weft: there is no service "
              + namespace
              + "/"
              + service
              + "."
              + Near.question(service, here)
              + " All: weft services");
    }
  }

  private static String segment(String what, String name) {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
      throw new CommandException(
          ExitCode.USAGE,
          "weft: " + what + " " + name + ": expected lower-case letters, digits, -");
    }
    return name;
  }

  /** Callers write parts of a line: nothing in it may act on the terminal. JSON either way. */
  private static String harmless(String line) {
    StringBuilder shown = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      int type = Character.getType(c);
      if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
