package dev.weft.collector.command;

import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft rollback}. */
@Command(
    name = "rollback",
    description = "Brings an older version of a document back, as a new revision.",
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin DocumentArgument document;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "REVISION",
      description = "one of those that weft history lists")
  long to;

  @Option(names = "--dry-run", description = "validate only")
  boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Client client = weft.client();
    String path = document.path() + "/rollback?to=" + to + "&dryRun=" + dryRun;
    Object answer = client.expect(client.send("POST", path, ""));
    Object one = Tree.list(answer, "documents").get(0);
    String result = Tree.text(one, "result");
    out.println(
        Tree.text(one, "document")
            + " "
            + (result.equals("unchanged")
                ? "unchanged: it is as revision " + to + " has it"
                : result
                    + (dryRun
                        ? " (dry run)"
                        : ": revision " + Tree.text(answer, "revision") + " restores " + to)));
    out.flush();
    return ExitCode.DONE;
  }
}
