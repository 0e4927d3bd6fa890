package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft explain}. */
@Command(
    name = "explain",
    description = {
      "Says what would happen to a call and why: which route takes it and why not the others, where"
          + " it may go, what is retried. Nothing is called.",
      "It goes by the documents stored and the instances registered now. Ejections, open breakers"
          + " and budgets are each agent's own and are not looked at."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;
  @Mixin OutputOption output;

  @Parameters(
      index = "0",
      paramLabel = "CALLER",
      description = "the service that calls: NAME, or NAMESPACE/NAME")
  String caller;

  @Parameters(
      index = "1",
      paramLabel = "URL",
      description =
          "what it calls: http://reviews:9080/reviews/0, grpc://ratings:50051/pkg.Svc/Get")
  String url;

  @Option(
      names = {"-X", "--method"},
      defaultValue = "GET",
      description = "default: ${DEFAULT-VALUE}")
  String method;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "may be repeated")
  List<String> headers = new ArrayList<>();

  @Option(
      names = "--from-version",
      paramLabel = "VERSION",
      description = "of the caller, where it has several")
  @Nullable String version;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "of the caller (default: ${DEFAULT-VALUE})")
  String namespace;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String from = caller.contains("/") ? caller : namespace + "/" + caller;
    StringBuilder path = new StringBuilder("/v1/explain?from=");
    path.append(DocumentArgument.encoded(from));
    path.append("&to=").append(DocumentArgument.encoded(url));
    path.append("&method=").append(DocumentArgument.encoded(method));
    path.append(version == null ? "" : "&version=" + DocumentArgument.encoded(version));
    headers.forEach(one -> path.append("&header=").append(DocumentArgument.encoded(one)));
    Object answer = weft.client().get(path.toString());
    if (!output.printed(out, answer)) {
      print(answer, out);
      out.flush();
    }
    return ExitCode.DONE;
  }

  private void print(@Nullable Object answer, PrintWriter out) {
    String version = Tree.text(answer, "caller", "version");
    out.println(
        Tree.text(answer, "request", "method")
            + " "
            + Shown.whole(Tree.text(answer, "request", "url"))
            + " from "
            + Tree.text(answer, "caller", "namespace")
            + "/"
            + Tree.text(answer, "caller", "service")
            + (version.isEmpty() ? "" : " " + version));
    String verdict = Tree.text(answer, "verdict");
    String flag = Tree.text(answer, "flag");
    String status = Tree.text(answer, "status");
    String grpc = Tree.text(answer, "grpcStatus");
    out.println(
        switch (verdict) {
              case "routed" -> paint(Colour.GREEN, "Routed");
              case "refused" ->
                  paint(
                      Colour.RED,
                      "Refused"
                          + (status.isEmpty() ? "" : " with " + status)
                          + (grpc.isEmpty() ? "" : " with gRPC status " + grpc)
                          + (flag.isEmpty() ? "" : ", flag " + flag));
              default -> paint(Colour.YELLOW, "Left alone");
            }
            + (verdict.equals("routed") ? " " : ": ")
            + Shown.whole(Tree.text(answer, "why")));
    if (!Tree.text(answer, "host").isEmpty()) {
      out.println();
      line(
          out,
          "Host",
          Tree.text(answer, "host")
              + (Tree.text(answer, "port").isEmpty() ? "" : ", port " + Tree.text(answer, "port")));
    }
    tried(answer, out);
    Object route = Tree.object(answer, "route");
    for (String name : List.of("timeout", "retries", "delay", "abort", "rewrite")) {
      String value = Tree.text(route, name);
      if (!value.isEmpty()) {
        line(out, name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), value);
      }
    }
    Tree.list(route, "headers").forEach(edit -> line(out, "Header", edit.toString()));
    for (Object destination : Tree.list(answer, "destinations")) {
      destination(destination, out);
    }
    List<Object> notes = Tree.list(answer, "notes");
    if (!notes.isEmpty()) {
      out.println();
    }
    for (Object note : notes) {
      out.println(paint(Colour.YELLOW, "! ") + Shown.whole(note.toString()));
    }
  }

  private void tried(@Nullable Object answer, PrintWriter out) {
    List<Object> tried = Tree.list(answer, "tried");
    if (tried.isEmpty()) {
      if (!Tree.object(answer, "route").isEmpty()) {
        line(out, "Route", "default: no VirtualService is for this host");
      }
      return;
    }
    String document = Tree.text(answer, "route", "document");
    line(out, "Routes", document.isEmpty() ? "of its VirtualService" : "of " + document);
    Table table = new Table(weft.terminal(), "", "", "", "");
    for (Object one : tried) {
      boolean fits = "true".equals(Tree.text(one, "fits"));
      table.row(
          fits ? Colour.GREEN.of("yes") : Colour.FAINT.of("no"),
          Tree.text(one, "route"),
          Tree.text(one, "match"),
          Colour.FAINT.of(Tree.text(one, "why")));
    }
    table.lines().stream().skip(1).forEach(one -> out.println("            " + one));
  }

  private void destination(Object destination, PrintWriter out) {
    String subset = Tree.text(destination, "subset");
    String rule = Tree.text(destination, "rule");
    Map<String, Object> labels = Tree.object(destination, "labels");
    line(
        out,
        "To " + Figures.percent(Figures.decimal(destination, "share")),
        Tree.text(destination, "host")
            + (Tree.text(destination, "port").isEmpty() ? "" : ":" + Tree.text(destination, "port"))
            + (subset.isEmpty() ? "" : ", subset " + subset)
            + (labels.isEmpty() ? "" : " (" + pairs(labels) + ")")
            + (rule.isEmpty() ? "" : ", by " + rule));
    String refused = Tree.text(destination, "refused", "why");
    if (!refused.isEmpty()) {
      out.println(
          "            "
              + paint(Colour.RED, Tree.text(destination, "refused", "flag"))
              + ": "
              + Shown.whole(refused));
    }
    String balancer = Tree.text(destination, "loadBalancer");
    if (!balancer.isEmpty()) {
      String outlier = Tree.text(destination, "outlierDetection");
      out.println(
          "            "
              + balancer
              + ", TLS "
              + Tree.text(destination, "tls")
              + (outlier.isEmpty() ? "" : ", " + outlier));
    }
    Table table = new Table(weft.terminal(), "", "", "", "");
    for (Object instance : Tree.list(destination, "instances")) {
      String mtls = Tree.text(instance, "mtls");
      table.row(
          Tree.text(instance, "address"),
          Tree.text(instance, "version"),
          mtls.equals("true")
              ? Colour.GREEN.of("mTLS")
              : mtls.isEmpty() ? "the application's TLS" : Colour.YELLOW.of("plaintext"),
          Tree.text(instance, "id")
              + (Tree.text(instance, "suspect").isEmpty() ? "" : " (connection lost)"));
    }
    table.lines().stream().skip(1).forEach(one -> out.println("            " + one));
  }

  private static String pairs(Map<String, Object> labels) {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(", "));
  }

  private void line(PrintWriter out, String what, String text) {
    out.println(
        paint(Colour.BOLD, what) + " ".repeat(Math.max(1, 12 - what.length())) + Shown.whole(text));
  }

  private String paint(Colour colour, String text) {
    return weft.terminal().paint(colour, text);
  }
}
