package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft audit}. */
@Command(
    name = "audit",
    description = "Shows what was done and what was refused, by whom, the newest first.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "entries, 1 to 1000 (default: ${DEFAULT-VALUE})")
  int limit;

  @Option(names = "--before", description = "only entries with a smaller number")
  @Nullable Long before;

  @Mixin OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Object answer =
        weft.client().get("/v1/audit?limit=" + limit + (before == null ? "" : "&before=" + before));
    if (output.printed(out, answer)) {
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            weft.terminal(),
            "NUMBER",
            "AT",
            "WHO",
            "FROM",
            "ACTION",
            "STATUS",
            "REVISION",
            "TARGET",
            "DETAIL");
    for (Object entry : Tree.list(answer, "entries")) {
      table.row(
          Tree.text(entry, "seq"),
          Tree.text(entry, "at"),
          Tree.text(entry, "who"),
          Tree.text(entry, "from"),
          Tree.text(entry, "action"),
          Tree.text(entry, "status"),
          Tree.text(entry, "revision"),
          Tree.text(entry, "target"),
          Tree.text(entry, "detail"));
    }
    table.print(out);
    if (Tree.number(answer, "next") > 0) {
      out.println("Older ones: --before " + Tree.text(answer, "next"));
      out.flush();
    }
    return ExitCode.DONE;
  }
}
