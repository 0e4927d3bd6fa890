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

/** {@code weft status}. */
@Command(
    name = "status",
    description = "Shows who applies the documents, and what of them has no effect and why.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "of one document")
  @Nullable String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  @Nullable String name;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the one document (default: ${DEFAULT-VALUE})")
  String namespace;

  @Option(names = "-o", description = "${COMPLETION-CANDIDATES}; default: table")
  @Nullable Format format;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (kind != null && name == null) {
      throw new CommandException(
          ExitCode.USAGE, "weft: name the document too: weft status vs NAME");
    }
    Object answer =
        name == null
            ? weft.client().get("/v1/status")
            : weft.client().get("/v1/policies/" + kind + "/" + namespace + "/" + name + "/status");
    if (format != null && format != Format.table) {
      Output.print(out, format, answer);
    } else if (name == null) {
      agents(answer, out);
      out.println();
      documents(Tree.list(answer, "documents"), out);
      Tree.list(answer, "warnings").forEach(warning -> out.println("Warning: " + warning));
      out.flush();
    } else {
      documents(List.of(answer), out);
    }
    return ExitCode.DONE;
  }

  private static void agents(@Nullable Object answer, PrintWriter out) {
    Table table =
        new Table("SERVICE", "VERSION", "MACHINE", "PID", "REVISION", "STATE", "MESH", "TELEMETRY");
    for (Object agent : Tree.list(answer, "agents")) {
      Object service = Tree.list(agent, "services").get(0);
      String telemetry = Tree.text(agent, "telemetryEndpoint");
      table.row(
          Tree.text(service, "namespace") + "/" + Tree.text(service, "name"),
          Tree.text(service, "labels", "version"),
          Tree.text(agent, "machine"),
          Tree.text(agent, "pid"),
          Tree.text(agent, "revision"),
          "true".equals(Tree.text(agent, "connected")) ? "Connected" : "Disconnected",
          AgentsCommand.mesh(agent),
          telemetry.isEmpty() ? "collector" : telemetry);
    }
    if (table.empty()) {
      out.println("No agents. Start a JVM with: java -javaagent:weft-agent.jar ...");
    } else {
      table.print(out);
    }
  }

  private static void documents(List<?> documents, PrintWriter out) {
    if (documents.isEmpty()) {
      out.println("No documents. Put some with: weft apply -f FILE");
    }
    for (Object document : documents) {
      out.println(
          Tree.text(document, "document")
              + ": "
              + Tree.text(document, "summary")
              + slowest(document));
      for (Object condition : Tree.list(document, "conditions")) {
        String type = Tree.text(condition, "type");
        boolean holds = Tree.text(condition, "status").equals("True");
        boolean usual = type.equals("Accepted") || type.equals("Applied");
        if (!usual && holds != type.equals("ResolvedRefs")) {
          out.println(
              "  " + type + (holds ? "" : "=False") + ": " + Tree.text(condition, "message"));
        }
      }
      for (Object agent : Tree.list(document, "agents")) {
        String state = Tree.text(agent, "state");
        if (state.equals("Pending") || state.equals("Disconnected")) {
          out.println(
              "  " + state + ": " + Tree.text(agent, "service") + " " + Tree.text(agent, "agent"));
        }
      }
    }
    out.flush();
  }

  /** Only where all have it: a time that is still running says nothing. */
  private static String slowest(Object document) {
    List<Object> agents = Tree.list(document, "agents");
    long slowest =
        agents.stream().mapToLong(agent -> Tree.number(agent, "ackedAfterMillis")).max().orElse(0);
    boolean all = agents.stream().allMatch(agent -> Tree.text(agent, "state").equals("Applied"));
    return all && slowest > 0 ? " (after " + slowest + " ms)" : "";
  }
}
