package dev.weft.collector.command;

import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft trace ID}. */
@Command(
    name = "trace",
    description =
        "Shows a trace as a waterfall: who called whom, when, with which attempts and flags."
            + " -o json and yaml are as Jaeger gives it.",
    mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "of the trace, 1 to 32 hexadecimal digits")
  String id;

  @Mixin OutputOption output;

  @Override
  public Integer call() {
    if (!id.matches("[0-9a-fA-F]{1,32}")) {
      throw new CommandException(
          ExitCode.USAGE, "weft: " + id + ": expected 1 to 32 hexadecimal digits");
    }
    Client.Reply reply = weft.client().send("GET", "/api/traces/" + id, null);
    if (reply.status() == 404) {
      throw new CommandException(
          ExitCode.FAILED,
          "weft: there is no trace "
              + id
              + " (any more). Was it sampled (OTEL_TRACES_SAMPLER), and does the agent send its"
              + " spans to this collector (weft status)?");
    }
    if (!reply.ok()) {
      List<Object> errors = Tree.list(reply.body(), "errors");
      throw new CommandException(
          ExitCode.FAILED,
          errors.isEmpty() ? reply.trouble() : "weft: " + Tree.text(errors.get(0), "msg"));
    }
    PrintWriter out = spec.commandLine().getOut();
    Object trace = Tree.list(reply.body(), "data").get(0);
    if (!output.printed(out, trace)) {
      Terminal terminal = weft.terminal();
      new Waterfall(trace, terminal.size().columns(), terminal.colours()).print(out);
      out.flush();
    }
    return ExitCode.DONE;
  }
}
