package dev.weft.collector.command;

import dev.weft.collector.command.Output.Format;
import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
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

/** {@code weft get}. */
@Command(
    name = "get",
    description =
        "Shows documents: all, those of a kind, or one (as yaml, unless -o says otherwise).",
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

  @Mixin OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (kind != null && kind.contains("/") && name == null) {
      int slash = kind.indexOf('/');
      name = kind.substring(slash + 1);
      kind = kind.substring(0, slash);
    }
    if (name != null) {
      Object document = weft.client().get(path());
      if (output.format == Format.table) {
        table(List.of(document), out);
      } else if (!output.printed(out, document)) {
        Output.print(out, Format.yaml, document);
        status(out);
      }
      return ExitCode.DONE;
    }
    Object list =
        weft.client()
            .get("/v1/policies" + (kind == null ? "" : "?kind=" + DocumentArgument.encoded(kind)));
    if (!output.printed(out, list)) {
      table(Tree.list(list, "items"), out);
    }
    return ExitCode.DONE;
  }

  private String path() {
    return DocumentArgument.path(String.valueOf(kind), namespace, String.valueOf(name));
  }

  /** As comments, so that what is printed can be applied again. */
  private void status(PrintWriter out) {
    Object status = weft.client().get(path() + "/status");
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

  private void table(List<?> documents, PrintWriter out) {
    Table table = new Table(weft.terminal(), "KIND", "NAMESPACE", "NAME", "REVISION", "CREATED");
    for (Object document : documents) {
      table.row(
          Tree.text(document, "kind"),
          Tree.text(document, "metadata", "namespace"),
          Tree.text(document, "metadata", "name"),
          Tree.text(document, "metadata", "resourceVersion"),
          Tree.text(document, "metadata", "creationTimestamp"));
    }
    if (table.empty()) {
      out.println(
          kind == null
              ? "No documents. Put some with: weft apply -f FILE"
              : "No documents of kind " + kind + ". All kinds: weft get");
      out.flush();
    } else {
      table.print(out);
    }
  }
}
