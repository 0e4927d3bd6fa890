package dev.weft.collector.command;

import dev.weft.collector.command.Client.Reply;
import dev.weft.collector.json.Tree;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Documents in files on the command line, sent as one text. */
final class DocumentFiles {
  @Option(
      names = {"-f", "--filename"},
      required = true,
      arity = "1",
      paramLabel = "FILE",
      description = "YAML or JSON; a folder: its *.yaml, *.yml and *.json; -: the standard input")
  List<String> files = new ArrayList<>();

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "further files, as a shell's *.yaml")
  List<String> more = new ArrayList<>();

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "for documents that name none (default: ${DEFAULT-VALUE})")
  String namespace;

  private final List<Part> parts = new ArrayList<>();

  /** A file's place in the text that is sent. */
  private record Part(String file, int firstLine) {}

  /**
   * Sends all of them.
   *
   * @param query further parameters, {@code dryRun=true}
   * @throws CommandException if a file cannot be read, or the collector refuses any document
   */
  Reply send(Client client, String query) {
    String text = text();
    String path =
        "/v1/policies?namespace="
            + URLEncoder.encode(namespace, StandardCharsets.UTF_8)
            + "&"
            + query;
    Reply reply = client.send("POST", path, text);
    if (!reply.ok()) {
      throw new CommandException(ExitCode.FAILED, trouble(reply));
    }
    return reply;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int line = 1;
    List<String> all = new ArrayList<>(files);
    all.addAll(more);
    for (String file : all) {
      for (String one : expand(file)) {
        String content = read(one);
        if (!parts.isEmpty()) {
          text.append("---\n");
          line++;
        }
        parts.add(new Part(one, line));
        text.append(content);
        if (!content.endsWith("\n")) {
          text.append('\n');
          line++;
        }
        line += (int) content.chars().filter(c -> c == '\n').count();
      }
    }
    if (parts.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED,
          "weft: no *.yaml, *.yml or *.json in " + String.join(", ", all) + "; name a file");
    }
    return text.toString();
  }

  /** As the collector says it, but with the line in the file instead of in the whole text. */
  private String trouble(Reply reply) {
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
    if (file.equals("-") || !Files.isDirectory(path(file))) {
      return List.of(file);
    }
    try (Stream<Path> inside = Files.list(path(file))) {
      return inside
          .map(Path::toString)
          .filter(name -> name.matches(".*\\.(ya?ml|json)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String read(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(path(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new CommandException(ExitCode.FAILED, "weft: " + file + " is no file name");
    }
  }

  private static CommandException unreadable(String file, IOException e) {
    String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
    return new CommandException(ExitCode.FAILED, "weft: " + file + " cannot be read: " + why);
  }
}
