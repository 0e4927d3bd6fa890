package dev.weft.collector.command;

import dev.weft.collector.json.Tree;
import dev.weft.policy.kind.Kind;
import dev.weft.policy.kind.Kinds;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the scripts of {@code weft completion} ask for: a word a line, nothing if in doubt. */
@Command(name = "completion-words", hidden = true)
final class CompletionWords implements Callable<Integer> {
  /** Of words. */
  enum Sort {
    kinds,
    documents,
    services
  }

  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SORT")
  Sort sort;

  @Parameters(index = "1", arity = "0..1", paramLabel = "KIND")
  @Nullable String kind;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<String> words =
        switch (sort) {
          case kinds -> new Kinds().all().stream().map(Kind::plural).toList();
          case services ->
              Tree.list(weft.client().get("/v1/services"), "services").stream()
                  .map(service -> Tree.text(service, "name"))
                  .distinct()
                  .toList();
          case documents ->
              Tree.list(
                      weft.client().get("/v1/policies?kind=" + DocumentArgument.encoded("" + kind)),
                      "items")
                  .stream()
                  .map(document -> Tree.text(document, "metadata", "name"))
                  .distinct()
                  .toList();
        };
    // A shell splits and expands what it is given: names that are none stay out.
    words.stream().filter(word -> word.matches("[a-z0-9][a-z0-9.-]*")).forEach(out::println);
    out.flush();
    return ExitCode.DONE;
  }
}
