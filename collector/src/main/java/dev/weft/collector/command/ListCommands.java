package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    @Mixin OutputOption output;

    @Override
    public Integer call() {
      Object answer = weft.client().get("/v1/services");
      Table table = new Table(weft.terminal(), "HOST", "PORTS", "INSTANCES", "SOURCE").numbers(2);
      for (Object service : Tree.list(answer, "services")) {
        boolean none = Tree.number(service, "instances") == 0;
        table.row(
            Tree.text(service, "host"),
            Tree.list(service, "ports").stream()
                .map(port -> Tree.text(port, "number") + "/" + Tree.text(port, "protocol"))
                .collect(Collectors.joining(",")),
            (none ? Colour.YELLOW : Colour.NONE).of(Tree.text(service, "instances")),
            source(Tree.text(service, "source")));
      }
      return print(spec, output, answer, table);
    }

    /** Remembered: all of its instances have gone. */
    private static String source(String source) {
      return source.isEmpty() ? "gone" : source;
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
    @Mixin OutputOption output;

    @Override
    public Integer call() {
      Object answer = weft.client().get("/v1/instances");
      Table table =
          new Table(
              weft.terminal(), "SERVICE", "VERSION", "PORT", "ADDRESS", "MTLS", "STATE", "ID");
      for (Object instance : Tree.list(answer, "instances")) {
        List<Object> ports = Tree.list(instance, "ports");
        for (Object port : ports.isEmpty() ? List.<Object>of(Tree.of()) : ports) {
          boolean suspect = "true".equals(Tree.text(instance, "suspect"));
          table.row(
              Tree.text(instance, "namespace") + "/" + Tree.text(instance, "service"),
              Tree.text(instance, "labels", "version"),
              ports.isEmpty()
                  ? "none yet"
                  : Tree.text(port, "servicePort") + "/" + Tree.text(port, "protocol"),
              ports.isEmpty() ? "" : Tree.text(port, "address") + ":" + Tree.text(port, "port"),
              Tree.number(port, "mtlsPort") == 0 ? "no" : Tree.text(port, "mtlsPort"),
              suspect ? Colour.YELLOW.of("Suspect") : "Alive",
              Tree.text(instance, "id"));
        }
      }
      return print(spec, output, answer, table);
    }
  }

  private static int print(
      CommandSpec spec, OutputOption output, @Nullable Object answer, Table table) {
    PrintWriter out = spec.commandLine().getOut();
    if (output.printed(out, answer)) {
      return ExitCode.DONE;
    }
    if (table.empty()) {
      out.println("None. Start a JVM with: java -javaagent:weft-agent.jar ...");
      out.flush();
    } else {
      table.print(out);
    }
    return ExitCode.DONE;
  }
}
