package dev.weft.collector.command;

import dev.weft.collector.command.Client.Reply;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft diff}. */
@Command(
    name = "diff",
    description = {
      "Shows what weft apply of the same files would change, as unified diffs, and what it would"
          + " mean. Nothing is changed.",
      "What is said beside the diffs begins with #, so that patch and the like pass over it."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes (0 and 1 as those of diff and kubectl diff):%n",
    exitCodeList = {
      "0:nothing would change",
      "1:something would",
      "2:the command line is wrong",
      "3:the collector cannot be reached",
      "5:a document is refused, or a file cannot be read"
    })
final class DiffCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;

  /** 1 means something else here. */
  private static final int REFUSED = 5;

  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin DocumentFiles files;
  @Mixin OutputOption output;

  @Override
  public Integer call() {
    Reply reply;
    try {
      reply = files.send(weft.client(), "dryRun=true&diff=true");
    } catch (CommandException e) {
      throw e.exitCode() == ExitCode.FAILED
          ? new CommandException(REFUSED, String.valueOf(e.getMessage()))
          : e;
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Object> documents = Tree.list(reply.body(), "documents");
    boolean same =
        documents.stream().allMatch(one -> Tree.text(one, "wouldBe").equals("unchanged"));
    if (!output.printed(out, reply.body())) {
      documents.forEach(document -> print(document, out));
      for (Object other : Tree.list(reply.body(), "others")) {
        out.println(
            paint(Colour.YELLOW, "# ")
                + Tree.text(other, "document")
                + (Tree.text(other, "change").equals("gone") ? " would no longer have: " : ": ")
                + Tree.text(other, "message"));
      }
      Map<String, Integer> counts = new TreeMap<>();
      documents.forEach(one -> counts.merge(Tree.text(one, "wouldBe"), 1, Integer::sum));
      StringBuilder text = new StringBuilder();
      counts.forEach((word, count) -> text.append(", ").append(count).append(' ').append(word));
      String what = text.substring(2);
      out.println(
          paint(Colour.FAINT, same ? "# nothing would change: " + what : "# would be: " + what));
      out.flush();
    }
    return same ? ExitCode.DONE : DIFFERENT;
  }

  private void print(Object document, PrintWriter out) {
    String name = Tree.text(document, "document");
    String wouldBe = Tree.text(document, "wouldBe");
    if (!wouldBe.equals("unchanged")) {
      String now =
          Tree.number(document, "revision") == 0
              ? "/dev/null"
              : name + " (revision " + Tree.number(document, "revision") + ")";
      out.println(paint(Colour.BOLD, "--- " + now));
      out.println(paint(Colour.BOLD, "+++ " + name + " (" + wouldBe + ")"));
      Tree.text(document, "diff").lines().forEach(line -> out.println(painted(line)));
    }
    ApplyCommand.findings(document, "# " + name + " ", weft.terminal()).forEach(out::println);
  }

  private String painted(String line) {
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> paint(Colour.GREEN, line);
      case '-' -> paint(Colour.RED, line);
      case '@' -> paint(Colour.CYAN, line);
      default -> line;
    };
  }

  private String paint(Colour colour, String text) {
    return weft.terminal().paint(colour, text);
  }
}
