package dev.weft.collector.command;

import dev.weft.collector.command.Client.Reply;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft apply}. */
@Command(
    name = "apply",
    description = "Puts documents: all of all files, or none.",
    mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin DocumentFiles files;
  @Mixin OutputOption output;

  @Option(names = "--dry-run", description = "validate only; what would change: weft diff")
  boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Reply reply = files.send(weft.client(), "dryRun=" + dryRun);
    if (output.printed(out, reply.body())) {
      return ExitCode.DONE;
    }
    for (Object document : Tree.list(reply.body(), "documents")) {
      out.println(
          Tree.text(document, "document")
              + " "
              + Tree.text(document, dryRun ? "wouldBe" : "result")
              + (dryRun ? " (dry run)" : ""));
      findings(document, "  ", weft.terminal()).forEach(out::println);
    }
    out.flush();
    return ExitCode.DONE;
  }

  /** What a document means beside what is written in it, a line each. */
  static List<String> findings(Object document, String indent, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    for (Object field : Tree.list(document, "notEnforced")) {
      lines.add(
          indent
              + terminal.paint(Colour.YELLOW, "not enforced")
              + ": "
              + Tree.text(field, "path")
              + ": "
              + Tree.text(field, "reason"));
    }
    for (Object warning : Tree.list(document, "warnings")) {
      lines.add(
          indent
              + terminal.paint(Colour.YELLOW, "warning")
              + ": "
              + Tree.text(warning, "path")
              + ": "
              + Tree.text(warning, "message"));
    }
    return lines;
  }
}
