package dev.weft.collector.command;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for fish, which picocli has none for. */
final class FishScript {
  private static final Set<String> OF_DOCUMENTS =
      Set.of("get", "delete", "status", "history", "rollback");
  private static final Set<String> OF_SERVICES = Set.of("top", "logs", "explain");

  private FishScript() {}

  static String of(CommandLine weft) {
    List<String> lines = new ArrayList<>();
    lines.add("# fish completion for weft: weft completion fish | source");
    lines.add("complete -c weft -f");
    options(lines, weft.getCommandSpec(), "");
    commands(lines, weft.getSubcommands(), "__fish_use_subcommand");
    weft.getSubcommands()
        .forEach(
            (name, command) -> {
              CommandSpec spec = command.getCommandSpec();
              if (spec.usageMessage().hidden()) {
                return;
              }
              String here = "__fish_seen_subcommand_from " + name;
              Map<String, CommandLine> below = command.getSubcommands();
              if (!below.isEmpty()) {
                String names = String.join(" ", below.keySet());
                commands(lines, below, here + "; and not __fish_seen_subcommand_from " + names);
                below.forEach(
                    (under, one) ->
                        options(
                            lines,
                            one.getCommandSpec(),
                            here + "; and __fish_seen_subcommand_from " + under));
              }
              options(lines, spec, here);
              words(lines, name, here);
            });
    return String.join("\n", lines) + "\n";
  }

  private static void commands(List<String> lines, Map<String, CommandLine> below, String when) {
    below.forEach(
        (name, command) -> {
          if (!command.getCommandSpec().usageMessage().hidden()) {
            String[] description = command.getCommandSpec().usageMessage().description();
            lines.add(
                "complete -c weft -n "
                    + quoted(when)
                    + " -a "
                    + name
                    + (description.length == 0 ? "" : " -d " + quoted(first(description[0]))));
          }
        });
  }

  private static void options(List<String> lines, CommandSpec spec, String when) {
    for (OptionSpec option : spec.options()) {
      if (option.inherited() || option.hidden()) {
        continue; // Said once, for weft itself.
      }
      StringBuilder line = new StringBuilder("complete -c weft");
      line.append(when.isEmpty() ? "" : " -n " + quoted(when));
      for (String name : option.names()) {
        line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.charAt(1));
      }
      line.append(values(option));
      String[] description = option.description();
      if (description.length > 0) {
        line.append(" -d ").append(quoted(first(description[0])));
      }
      lines.add(line.toString());
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!when.isEmpty() && isFile(parameter)) {
        lines.add("complete -c weft -F -n " + quoted(when));
      } else if (!when.isEmpty() && parameter.completionCandidates() != null) {
        lines.add(
            "complete -c weft -n "
                + quoted(when)
                + " -a "
                + quoted(String.join(" ", parameter.completionCandidates())));
      }
    }
  }

  private static String values(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (option.completionCandidates() != null) {
      return " -x -a " + quoted(String.join(" ", option.completionCandidates()));
    }
    return isFile(option) ? " -r -F" : " -x";
  }

  private static boolean isFile(ArgSpec argument) {
    Class<?> type = argument.type();
    return type == Path.class || type == File.class || "FILE".equals(argument.paramLabel());
  }

  private static void words(List<String> lines, String name, String here) {
    if (OF_DOCUMENTS.contains(name)) {
      lines.add(
          "complete -c weft -n "
              + quoted(here + "; and test (count (commandline -opc)) -eq 2")
              + " -a '(weft completion-words kinds 2>/dev/null)'");
      lines.add(
          "complete -c weft -n "
              + quoted(here + "; and test (count (commandline -opc)) -gt 2")
              + " -a '(weft completion-words documents (commandline -opc)[3] 2>/dev/null)'");
    } else if (OF_SERVICES.contains(name)) {
      lines.add(
          "complete -c weft -n "
              + quoted(here)
              + " -a '(weft completion-words services 2>/dev/null)'");
    }
  }

  private static String first(String description) {
    String plain = description.replaceAll("\\$\\{[^}]*}", "").replace("%n", " ").trim();
    int end = plain.indexOf(". ");
    return Figures.cut(end > 0 ? plain.substring(0, end) : plain, 80);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
