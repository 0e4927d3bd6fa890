package dev.weft.collector.command;

import dev.weft.collector.command.Output.Format;
import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The commands that list who is in the mesh. */
final class ListCommands {
  private ListCommands() {}

  /** {@code weft services}. */
  @Command(
      name = "services",
      description = "Shows all hosts that can be called.",
      mixinStandardHelpOptions = true)
  static final class Services implements Callable<Integer> {
    @ParentCommand Weft weft;
    @Spec CommandSpec spec;

    @Option(names = "-o", description = "${COMPLETION-CANDIDATES}; default: table")
    @Nullable Format format;

    @Override
    public Integer call() {
      Object answer = weft.client().get("/v1/services");
      Table table = new Table("HOST", "PORTS", "INSTANCES", "SOURCE");
      for (Object service : Tree.list(answer, "services")) {
        table.row(
            Tree.text(service, "host"),
            Tree.list(service, "ports").stream()
                .map(port -> Tree.text(port, "number") + "/" + Tree.text(port, "protocol"))
                .collect(Collectors.joining(",")),
            Tree.text(service, "instances"),
            Tree.text(service, "source"));
      }
      return print(spec, format, answer, table);
    }
  }

  /** {@code weft instances}. */
  @Command(
      name = "instances",
      description = "Shows all registered instances with their ports.",
      mixinStandardHelpOptions = true)
  static final class Instances implements Callable<Integer> {
    @ParentCommand Weft weft;
    @Spec CommandSpec spec;

    @Option(names = "-o", description = "${COMPLETION-CANDIDATES}; default: table")
    @Nullable Format format;

    @Override
    public Integer call() {
      Object answer = weft.client().get("/v1/instances");
      Table table = new Table("SERVICE", "VERSION", "PORT", "ADDRESS", "MTLS", "STATE", "ID");
      for (Object instance : Tree.list(answer, "instances")) {
        List<Object> ports = Tree.list(instance, "ports");
        for (Object port : ports.isEmpty() ? List.<Object>of(Tree.of()) : ports) {
          table.row(
              Tree.text(instance, "namespace") + "/" + Tree.text(instance, "service"),
              Tree.text(instance, "labels", "version"),
              Tree.text(port, "servicePort") + "/" + Tree.text(port, "protocol"),
              Tree.text(port, "address") + ":" + Tree.text(port, "port"),
              Tree.number(port, "mtlsPort") == 0 ? "no" : Tree.text(port, "mtlsPort"),
              "true".equals(Tree.text(instance, "suspect")) ? "Suspect" : "Alive",
              Tree.text(instance, "id"));
        }
      }
      return print(spec, format, answer, table);
    }
  }

  private static int print(
      CommandSpec spec, @Nullable Format format, @Nullable Object answer, Table table) {
    PrintWriter out = spec.commandLine().getOut();
    if (format != null && format != Format.table) {
      Output.print(out, format, answer);
    } else if (table.empty()) {
      out.println("None. Start a JVM with: java -javaagent:weft-agent.jar ...");
      out.flush();
    } else {
      table.print(out);
    }
    return ExitCode.DONE;
  }
}
