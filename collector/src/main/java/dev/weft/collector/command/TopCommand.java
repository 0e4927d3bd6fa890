package dev.weft.collector.command;

import dev.weft.collector.command.TopTable.Sort;
import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Tree;
import dev.weft.collector.text.Near;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft top}. */
@Command(
    name = "top",
    description = {
      "Shows services or connections by their calls, and again every second, until Ctrl-C or q.",
      "Keys: q ends, s orders by the next figure, e changes between services and connections.",
      "Where the output is no terminal it is printed line by line, once with --once. -o json and"
          + " yaml are printed once."
    },
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  private static final int KEY_MILLIS = 50;
  private static final int MAX_INTERVAL = 3_600;

  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin OutputOption output;

  @Parameters(
      arity = "0..*",
      paramLabel = "SERVICE",
      description = "only these: NAME, or NAMESPACE/NAME")
  List<String> services = new ArrayList<>();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "only services of this namespace")
  @Nullable String namespace;

  @Option(
      names = {"-e", "--edges"},
      description = "connections instead of services")
  boolean edges;

  @Option(
      names = "--sort",
      paramLabel = "FIGURE",
      defaultValue = "rate",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  Sort sort;

  @Option(names = "--once", description = "print it once and end")
  boolean once;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "that are counted, 5 to 86400; agents tell every 5 s (default: ${DEFAULT-VALUE})")
  int window;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "between two looks, 1 to 3600 (default: ${DEFAULT-VALUE})")
  int interval;

  @Override
  public Integer call() throws InterruptedException {
    if (window < 5 || window > 86_400) {
      throw usage("--window " + window + ": expected 5 to 86400 seconds");
    }
    if (interval < 1 || interval > MAX_INTERVAL) {
      throw usage("--interval " + interval + ": expected 1 to " + MAX_INTERVAL + " seconds");
    }
    PrintWriter out = spec.commandLine().getOut();
    Client client = weft.client();
    Object graph = known(client);
    if (output.printed(out, table(graph).tree(sort))) {
      return ExitCode.DONE;
    }
    Terminal terminal = weft.terminal();
    if (!once && terminal.interactive()) {
      live(client, graph, out);
      return ExitCode.DONE;
    }
    lines(graph, terminal.size().columns(), null).forEach(out::println);
    out.flush();
    while (!once && !out.checkError()) {
      Thread.sleep(interval * 1_000L);
      out.println();
      lines(graph(client), terminal.size().columns(), null).forEach(out::println);
    }
    return ExitCode.DONE;
  }

  private void live(Client client, Object first, PrintWriter out) throws InterruptedException {
    Object graph = first;
    String trouble = null;
    try (LiveScreen screen = LiveScreen.open(out)) {
      while (true) {
        long next = System.nanoTime() + interval * 1_000_000_000L;
        boolean changed = true;
        while (changed || System.nanoTime() < next) {
          if (changed) {
            Terminal.Size size = weft.terminal().size();
            screen.draw(lines(graph, size.columns(), trouble), size.rows());
          }
          Character key = screen.key();
          changed = key != null;
          if (key != null && (key == 'q' || key == 'Q')) {
            return;
          }
          sort = key != null && key == 's' ? sort.next() : sort;
          edges = key != null && key == 'e' ? !edges : edges;
          if (!changed) {
            Thread.sleep(KEY_MILLIS);
          }
        }
        try {
          graph = graph(client);
          trouble = null;
        } catch (CommandException e) {
          // It may be restarting: what was seen last stays, and says that it is old.
          trouble = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
      }
    }
  }

  private Object graph(Client client) {
    return Tree.object(client.get("/v1/graph?window=" + window));
  }

  /**
   * @throws CommandException if a service is asked for that nobody has heard of
   */
  private Object known(Client client) {
    Object graph = graph(client);
    List<Object> nodes = Tree.list(graph, "nodes");
    for (String service : services) {
      if (nodes.stream().noneMatch(node -> means(service, Tree.text(node, "id")))) {
        List<String> names = new ArrayList<>();
        nodes.forEach(node -> names.add(shortest(Tree.text(node, "id"))));
        throw new CommandException(
            ExitCode.FAILED,
            "weft: there is no service "
                + service
                + "."
                + Near.question(service, names)
                + " All: weft services");
      }
    }
    if (namespace != null
        && nodes.stream().noneMatch(node -> namespace.equals(Tree.text(node, "namespace")))) {
      List<String> names =
          nodes.stream()
              .map(node -> Tree.text(node, "namespace"))
              .filter(name -> !name.isEmpty())
              .distinct()
              .toList();
      throw new CommandException(
          ExitCode.FAILED,
          "weft: no service is in namespace "
              + namespace
              + "."
              + (names.isEmpty() ? "" : " There are: " + String.join(", ", names)));
    }
    return graph;
  }

  private static String shortest(String id) {
    return id.startsWith("default/") ? id.substring("default/".length()) : id;
  }

  private static boolean means(String service, String id) {
    return service.contains("/") ? id.equals(service) : id.endsWith("/" + service);
  }

  private boolean shown(String id) {
    return (namespace == null || id.startsWith(namespace + "/"))
        && (services.isEmpty() || services.stream().anyMatch(service -> means(service, id)));
  }

  private TopTable table(Object graph) {
    return new TopTable(graph, weft.terminal(), this::shown);
  }

  private List<String> lines(Object graph, int columns, @Nullable String trouble) {
    Terminal terminal = weft.terminal();
    TopTable table = table(graph);
    List<String> lines = new ArrayList<>();
    String time =
        DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault())
            .format(Instant.ofEpochMilli(Tree.number(graph, "toMillis")));
    String head =
        "weft top  "
            + time
            + "  "
            + Figures.rate(table.rate())
            + " calls/s over "
            + window
            + " s, by "
            + sort
            + (terminal.interactive() && !once ? "   q ends  s sorts  e edges" : "");
    lines.add(terminal.paint(Colour.FAINT, Figures.cut(head, columns)));
    if (trouble != null) {
      lines.add(terminal.paint(Colour.RED, Figures.cut("old: " + Shown.text(trouble), columns)));
    }
    lines.addAll(edges ? table.connections(sort, columns) : table.services(sort, columns));
    if (lines.size() == (trouble == null ? 2 : 3)) {
      lines.add(edges ? "No calls yet." : "No services yet. Start one with -javaagent.");
    }
    return lines;
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, "weft: " + message);
  }
}
