package dev.weft.collector.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft status}. */
@Command(
    name = "status",
    description = {
      "Shows the collector, the agents, and for each document who has it in force, who has not and"
          + " why, and what of it has no effect.",
      "What somebody should look at comes last, so that it is on the screen."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin OutputOption output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description = "of one document; or KIND/NAME")
  @Nullable String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  @Nullable String name;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the one document (default: ${DEFAULT-VALUE})")
  String namespace;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (kind != null && kind.contains("/") && name == null) {
      int slash = kind.indexOf('/');
      name = kind.substring(slash + 1);
      kind = kind.substring(0, slash);
    }
    if (kind != null && name == null) {
      throw new CommandException(
          ExitCode.USAGE, "weft: name the document too: weft status vs NAME");
    }
    Client client = weft.client();
    Object answer =
        name == null
            ? client.get("/v1/status")
            : client.get(DocumentArgument.path(String.valueOf(kind), namespace, name) + "/status");
    if (output.printed(out, answer)) {
      return ExitCode.DONE;
    }
    StatusText text = new StatusText(out, weft.terminal());
    if (name == null) {
      text.all(answer, client.url());
    } else {
      text.documents(List.of(answer), true);
    }
    out.flush();
    return ExitCode.DONE;
  }
}
