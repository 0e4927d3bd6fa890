package dev.weft.collector.command;

import dev.weft.collector.command.Output.Format;
import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft get}. */
@Command(
    name = "get",
    description = "Shows documents: all, those of a kind, or one.",
    mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description = "as kubectl takes it: vs, virtualservice, virtualservices.networking.istio.io")
  @Nullable String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  @Nullable String name;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the one document (default: ${DEFAULT-VALUE})")
  String namespace;

  @Option(names = "-o", description = "${COMPLETION-CANDIDATES}; default: table, for one: yaml")
  @Nullable Format format;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (name != null) {
      Object document = weft.client().get("/v1/policies/" + kind + "/" + namespace + "/" + name);
      if (format == Format.table) {
        table(List.of(document), out);
      } else {
        Output.print(out, format == null ? Format.yaml : format, document);
        if (format == null) {
          status(out);
        }
      }
      return ExitCode.DONE;
    }
    Object list = weft.client().get("/v1/policies" + (kind == null ? "" : "?kind=" + kind));
    if (format == null || format == Format.table) {
      table(Tree.list(list, "items"), out);
    } else {
      Output.print(out, format, list);
    }
    return ExitCode.DONE;
  }

  /** As comments, so that what is printed can be applied again. */
  private void status(PrintWriter out) {
    Object status =
        weft.client().get("/v1/policies/" + kind + "/" + namespace + "/" + name + "/status");
    out.println("# " + Tree.text(status, "summary"));
    for (Object condition : Tree.list(status, "conditions")) {
      String type = Tree.text(condition, "type");
      boolean holds = Tree.text(condition, "status").equals("True");
      boolean usual = type.equals("Accepted") || type.equals("Applied");
      if (!usual && holds != type.equals("ResolvedRefs")) {
        out.println("# " + type + (holds ? "" : "=False") + ": " + Tree.text(condition, "message"));
      }
    }
    out.flush();
  }

  private static void table(List<?> documents, PrintWriter out) {
    Table table = new Table("KIND", "NAMESPACE", "NAME", "REVISION", "CREATED");
    for (Object document : documents) {
      table.row(
          Tree.text(document, "kind"),
          Tree.text(document, "metadata", "namespace"),
          Tree.text(document, "metadata", "name"),
          Tree.text(document, "metadata", "resourceVersion"),
          Tree.text(document, "metadata", "creationTimestamp"));
    }
    if (table.empty()) {
      out.println("No documents. Put some with: weft apply -f FILE");
      out.flush();
    } else {
      table.print(out);
    }
  }
}
