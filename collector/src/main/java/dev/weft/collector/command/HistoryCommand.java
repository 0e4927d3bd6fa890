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

/** {@code weft history}. */
@Command(
    name = "history",
    description = "Shows who changed a document, when and from where, the newest first.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin DocumentArgument document;

  @Option(names = "--diff", description = "also what each version changed")
  boolean diff;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "versions, 1 to 100 (default: ${DEFAULT-VALUE})")
  int limit;

  @Option(names = "--before", description = "only versions older than this revision")
  @Nullable Long before;

  @Mixin OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Object answer =
        weft.client()
            .get(
                document.path()
                    + "/history?limit="
                    + limit
                    + "&diff="
                    + diff
                    + (before == null ? "" : "&before=" + before));
    if (output.printed(out, answer)) {
      return ExitCode.DONE;
    }
    if (diff) {
      for (Object version : Tree.list(answer, "versions")) {
        out.println(
            "revision "
                + Tree.text(version, "revision")
                + " "
                + Tree.text(version, "action")
                + note(version)
                + " by "
                + Tree.text(version, "who")
                + " "
                + Tree.text(version, "from")
                + " at "
                + Tree.text(version, "at"));
        String text = Tree.text(version, "diff");
        out.println(text.isEmpty() ? "  (the same)" : text.indent(2).stripTrailing());
      }
    } else {
      Table table = new Table(weft.terminal(), "REVISION", "ACTION", "AT", "WHO", "FROM");
      for (Object version : Tree.list(answer, "versions")) {
        table.row(
            Tree.text(version, "revision"),
            Tree.text(version, "action") + note(version),
            Tree.text(version, "at"),
            Tree.text(version, "who"),
            Tree.text(version, "from"));
      }
      table.print(out);
    }
    if (Tree.number(answer, "next") > 0) {
      out.println("Older ones: --before " + Tree.text(answer, "next"));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static String note(Object version) {
    return Tree.number(version, "restores") == 0 ? "" : " " + Tree.text(version, "restores");
  }
}
