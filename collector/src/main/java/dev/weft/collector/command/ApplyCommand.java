package dev.weft.collector.command;

import dev.weft.collector.command.Client.Reply;
import dev.weft.collector.json.Tree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft apply}. */
@Command(
    name = "apply",
    description = "Puts documents: all of all files, or none.",
    mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Option(
      names = "-f",
      required = true,
      paramLabel = "FILE",
      description = "YAML or JSON; a folder: its *.yaml, *.yml and *.json; -: the standard input")
  List<String> files;

  @Option(names = "--dry-run", description = "validate only")
  boolean dryRun;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "for documents that name none (default: ${DEFAULT-VALUE})")
  String namespace;

  /** A file's place in the text that is sent. */
  private record Part(String file, String text, int firstLine) {}

  @Override
  public Integer call() {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int line = 1;
    for (String file : files) {
      for (String one : expand(file)) {
        String content = read(one);
        if (!parts.isEmpty()) {
          text.append("---\n");
          line++;
        }
        parts.add(new Part(one, content, line));
        text.append(content);
        if (!content.endsWith("\n")) {
          text.append('\n');
        }
        line += (int) content.chars().filter(c -> c == '\n').count();
        line += content.endsWith("\n") ? 0 : 1;
      }
    }
    if (parts.isEmpty()) {
      throw new CommandException(ExitCode.FAILED, "weft: no *.yaml, *.yml or *.json there");
    }
    String query = "?dryRun=" + dryRun + "&namespace=" + namespace;
    Reply reply = weft.client().send("POST", "/v1/policies" + query, text.toString());
    if (!reply.ok()) {
      throw new CommandException(ExitCode.FAILED, trouble(reply, parts));
    }
    print(reply, spec.commandLine().getOut());
    return ExitCode.DONE;
  }

  private void print(Reply reply, PrintWriter out) {
    for (Object document : Tree.list(reply.body(), "documents")) {
      out.println(
          Tree.text(document, "document")
              + " "
              + Tree.text(document, "result")
              + (dryRun ? " (dry run)" : ""));
      for (Object field : Tree.list(document, "notEnforced")) {
        out.println(
            "  not enforced: " + Tree.text(field, "path") + ": " + Tree.text(field, "reason"));
      }
      for (Object warning : Tree.list(document, "warnings")) {
        out.println(
            "  warning: " + Tree.text(warning, "path") + ": " + Tree.text(warning, "message"));
      }
    }
    out.flush();
  }

  /** As the collector says it, but with the line in the file instead of in the whole text. */
  private static String trouble(Reply reply, List<Part> parts) {
    StringBuilder text = new StringBuilder("weft: ").append(Tree.text(reply.body(), "detail"));
    for (Object place : Tree.list(reply.body(), "problems")) {
      long line = Tree.number(place, "line");
      Part in = parts.get(0);
      for (Part part : parts) {
        if (part.firstLine() <= line) {
          in = part;
        }
      }
      text.append("\n  ");
      if (line > 0) {
        text.append(in.file()).append(':').append(line - in.firstLine() + 1).append(": ");
      }
      text.append(Client.place(place, 0));
    }
    return text.toString();
  }

  private static List<String> expand(String file) {
    Path path = Path.of(file);
    if (file.equals("-") || !Files.isDirectory(path)) {
      return List.of(file);
    }
    try (Stream<Path> inside = Files.list(path)) {
      return inside
          .map(Path::toString)
          .filter(name -> name.matches(".*\\.(ya?ml|json)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "weft: " + file + " cannot be read: " + e);
    }
  }

  private static String read(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "weft: " + file + " cannot be read: " + e);
    }
  }
}
