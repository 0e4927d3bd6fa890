package dev.weft.collector.command;

import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft delete}. */
@Command(
    name = "delete",
    description = "Removes documents by kind and name.",
    mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "KIND", description = "as kubectl takes it: vs, dr, ...")
  String kind;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME")
  List<String> names;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the documents (default: ${DEFAULT-VALUE})")
  String namespace;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Client client = weft.client();
    for (String name : names) {
      String path = DocumentArgument.path(kind, namespace, name);
      Object answer = client.expect(client.send("DELETE", path, null));
      out.println(Tree.text(Tree.list(answer, "documents").get(0), "document") + " deleted");
      out.flush();
    }
    return ExitCode.DONE;
  }
}
