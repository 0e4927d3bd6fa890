package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft agents}. */
@Command(
    name = "agents",
    description = "Shows all agents, and what of the mesh is switched off for them.",
    mixinStandardHelpOptions = true,
    subcommands = {AgentsCommand.Disable.class, AgentsCommand.Enable.class})
final class AgentsCommand implements Callable<Integer> {
  private static final String SWITCHES = "/v1/agents/switches";

  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Mixin OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Client client = weft.client();
    Object agents = client.get("/v1/agents");
    Object switches = client.get(SWITCHES);
    if (output.printed(
        out,
        Tree.of(
            "agents", Tree.list(agents, "agents"),
            "switches", Tree.list(switches, "switches")))) {
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            weft.terminal(),
            "SERVICE",
            "VERSION",
            "MACHINE",
            "PID",
            "STATE",
            "MESH",
            "ADAPTERS",
            "ID");
    for (Object agent : Tree.list(agents, "agents")) {
      Object service = Tree.list(agent, "services").get(0);
      table.row(
          Tree.text(service, "namespace") + "/" + Tree.text(service, "name"),
          Tree.text(service, "labels", "version"),
          Tree.text(agent, "machine"),
          Tree.text(agent, "pid"),
          state(agent),
          mesh(agent),
          adapters(agent),
          Tree.text(agent, "id"));
    }
    if (table.empty()) {
      out.println("No agents. Start a JVM with: java -javaagent:weft-agent.jar ...");
    } else {
      table.print(out);
    }
    for (Object one : Tree.list(switches, "switches")) {
      out.println("Switched off: " + what(one) + ", " + counts(one));
    }
    out.flush();
    return ExitCode.DONE;
  }

  /** Whether it is connected. */
  static Colour.Painted state(Object agent) {
    return "true".equals(Tree.text(agent, "connected"))
        ? Colour.GREEN.of("Connected")
        : Colour.RED.of("Disconnected");
  }

  /** How much of the mesh an agent has: {@code on}, {@code policy off}, {@code off}. */
  static String mesh(Object agent) {
    String level = Tree.text(agent, "switches", "level");
    String state = Tree.text(agent, "switches", "state");
    String word =
        switch (level) {
          case "policy" -> "policy off";
          case "all" -> "off";
          default -> "on";
        };
    return state.isEmpty() || state.equals("InForce") || state.equals("Disconnected")
        ? word
        : word + " (" + state.toLowerCase(Locale.ROOT) + ")";
  }

  private static String adapters(Object agent) {
    return Tree.list(agent, "adapters").stream()
        .filter(adapter -> !Tree.text(adapter, "state").equals("idle"))
        .map(
            adapter ->
                Tree.text(adapter, "state").equals("woven")
                    ? Tree.text(adapter, "name")
                    : Tree.text(adapter, "name") + " (" + Tree.text(adapter, "state") + ")")
        .collect(Collectors.joining(","));
  }

  static String what(Object one) {
    String scope = Tree.text(one, "scope");
    String name = Tree.text(one, "name");
    String level = Tree.text(one, "level");
    String thing = scope.equals("mesh") ? "the mesh" : scope + " " + name;
    return scope.equals("adapter") || level.equals("none") ? thing : thing + ", level " + level;
  }

  static String counts(Object one) {
    String text =
        "in force at "
            + Tree.number(one, "inForce")
            + " of "
            + Tree.number(one, "agents")
            + " agents";
    for (String other : List.of("pending", "unable", "disconnected")) {
      long count = Tree.number(one, other);
      text += count == 0 ? "" : ", " + count + " " + other;
    }
    return text;
  }

  /** What is meant; one of them. */
  static final class Target {
    @Option(names = "--mesh", description = "all agents, also those that come later")
    boolean mesh;

    @Option(
        names = "--service",
        paramLabel = "NAME",
        description = "all instances of a service: NAME, or NAMESPACE/NAME")
    @Nullable String service;

    @Option(
        names = "--instance",
        paramLabel = "ID",
        description = "one running JVM: an ID of weft agents or weft instances")
    @Nullable String instance;

    @Option(
        names = "--adapter",
        paramLabel = "NAME",
        description = "what is woven into one library, everywhere: a name of weft agents")
    @Nullable String adapter;

    String path() {
      if (service != null) {
        return "/services/" + (service.contains("/") ? service : "default/" + service);
      }
      if (instance != null) {
        int slash = instance.indexOf('/');
        return "/instances/" + (slash < 0 ? instance : instance.substring(0, slash));
      }
      return adapter != null ? "/adapters/" + adapter : "/mesh";
    }
  }

  /** {@code weft agents disable}. */
  @Command(
      name = "disable",
      description = {
        "Switches the mesh off while applications run, at once and durably.",
        "Level policy: routing, retries, time limits and faults are off; names still resolve and"
            + " mesh TLS stays.",
        "Level all: every call goes as the application wrote it. Names that only the mesh knows no"
            + " longer resolve, calls leave in plaintext, and a peer or policy that demands mesh"
            + " TLS refuses them. What arrives is served unchecked, but for the peers'"
            + " certificates."
      },
      mixinStandardHelpOptions = true)
  static final class Disable implements Callable<Integer> {
    @ParentCommand AgentsCommand agents;
    @Spec CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    Target target;

    @Option(
        names = "--level",
        description = "policy or all (default: policy; an adapter is always off whole)")
    @Nullable String level;

    @Override
    public Integer call() {
      if (level != null && target.adapter != null) {
        throw new CommandException(
            ExitCode.USAGE, "weft: --level has no meaning for an adapter: leave it out");
      }
      String query = level == null ? "" : "?level=" + level;
      return agents.change("PUT", target.path() + query, spec.commandLine().getOut());
    }
  }

  /** {@code weft agents enable}. */
  @Command(
      name = "enable",
      description = "Switches on again what was switched off by the same option.",
      mixinStandardHelpOptions = true)
  static final class Enable implements Callable<Integer> {
    @ParentCommand AgentsCommand agents;
    @Spec CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    Target target;

    @Override
    public Integer call() {
      return agents.change("DELETE", target.path(), spec.commandLine().getOut());
    }
  }

  private int change(String method, String path, PrintWriter out) {
    Client client = weft.client();
    Object answer = client.expect(client.send(method, SWITCHES + path, null));
    String done = method.equals("PUT") ? "off: " : "on again: ";
    out.println(
        done
            + what(answer)
            + ". It concerns "
            + Tree.number(answer, "agents")
            + " agents; who obeys: weft agents");
    if (Tree.number(answer, "unable") > 0) {
      out.println(
          Tree.number(answer, "unable")
              + " of them are older and cannot be switched: restart them without -javaagent, or"
              + " with a newer agent.");
    }
    out.flush();
    return ExitCode.DONE;
  }
}
