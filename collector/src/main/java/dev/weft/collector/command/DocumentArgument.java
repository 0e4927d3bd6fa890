package dev.weft.collector.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A document on the command line: {@code vs reviews}, {@code vs/reviews}, and its namespace. */
final class DocumentArgument {
  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "as kubectl takes it: vs, dr, ...; or KIND/NAME")
  String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  @Nullable String name;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the document (default: ${DEFAULT-VALUE})")
  String namespace;

  /** Of the API. */
  String path() {
    int slash = kind.indexOf('/');
    if ((slash < 0) == (name == null)) {
      throw new CommandException(
          ExitCode.USAGE, "weft: name one document: KIND NAME, or KIND/NAME, as vs/reviews");
    }
    String ofKind = name == null ? kind.substring(0, slash) : kind;
    return path(ofKind, namespace, name == null ? kind.substring(slash + 1) : name);
  }

  /** Of the API. */
  static String path(String kind, String namespace, String name) {
    return "/v1/policies/" + encoded(kind) + "/" + encoded(namespace) + "/" + encoded(name);
  }

  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
