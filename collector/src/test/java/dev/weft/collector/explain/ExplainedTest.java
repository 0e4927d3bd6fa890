package dev.weft.collector.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.compiled.ServiceEntries;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What is explained is what Istio's configuration in the real Envoy was seen to do; the agents'
 * core is held against the same calls by its ObservedTest.
 */
class ExplainedTest {
  private static final String FILE = "shared/istio/observed/routing.jsonl";

  private final PolicyValidator validator = new PolicyValidator();
  private final List<String> disagreements = new ArrayList<>();
  private int calls;

  private static @Nullable Path file() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(FILE))) {
        return at.resolve(FILE);
      }
    }
    return null;
  }

  @Test
  void callsAreSaidToGoWhereIstioAndEnvoySentThem() throws Exception {
    Path file = file();
    Assumptions.assumeTrue(file != null, FILE + " is not above this directory");
    for (String line : Files.readAllLines(file)) {
      run(Json.parse(line));
    }
    System.out.println(calls - disagreements.size() + " of " + calls + " calls agree");
    assertThat(disagreements).isEmpty();
    assertThat(calls).isGreaterThan(1000);
  }

  @SuppressWarnings("unchecked") // the shape of the file is fixed; a wrong one fails the test
  private void run(Object one) {
    List<PolicyDocument> documents = new ArrayList<>();
    for (Object tree : Tree.list(one, "documents")) {
      ValidatedDocument validated = validator.validate(RawDocument.of((Map<String, Object>) tree));
      if (!validated.notEnforced().isEmpty()) {
        return; // ObservedTest lists what is left out.
      }
      documents.add(validated.document());
    }
    Map<String, Host> hosts = new TreeMap<>();
    Map<String, List<Instance>> endpoints = new TreeMap<>();
    for (ServiceEntries.Entry entry : ServiceEntries.read(documents)) {
      hosts.put(entry.host().name(), entry.host());
      endpoints.put(entry.host().name(), entry.instances());
    }
    Surroundings around =
        new Surroundings(
            "default",
            new PolicyCompiler()
                .compile(documents, new Consumer("default", Map.of("app", "caller"))),
            hosts,
            endpoints,
            Set.of());
    for (Object call : Tree.list(one, "calls")) {
      calls++;
      Question question = question(call);
      Map<String, Object> tree = new Explanation(question, around).tree();
      String wrong = wrong(Tree.object(call, "observed"), tree);
      if (wrong != null) {
        disagreements.add(
            "case " + Tree.text(one, "case") + ", " + question + ": " + wrong + ", not " + tree);
      }
    }
  }

  private static Question question(Object call) {
    Map<String, String> headers = new TreeMap<>();
    Tree.object(call, "request", "headers")
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.toString()));
    String authority = Tree.text(call, "request", "host");
    int colon = authority.indexOf(':');
    return new Question(
        Tree.text(call, "request", "method"),
        "http",
        (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT),
        authority,
        colon < 0 ? 80 : Integer.parseInt(authority.substring(colon + 1)),
        Tree.text(call, "request", "path"),
        false,
        headers);
  }

  /** Null: what was seen may come of what is explained. */
  private static @Nullable String wrong(Map<String, Object> observed, Map<String, Object> tree) {
    String verdict = Tree.text(tree, "verdict");
    long status = Tree.number(observed, "status");
    String flags = Tree.text(observed, "flags");
    if (flags.contains("FI")) {
      return !Tree.text(tree, "route", "abort").isEmpty() ? null : "a fault answered " + status;
    }
    String instance = Tree.text(observed, "instance");
    if (!instance.isEmpty() && !instance.equals("none")) {
      boolean reached =
          Tree.list(tree, "destinations").stream()
              .flatMap(one -> Tree.list(one, "instances").stream())
              .anyMatch(one -> Tree.text(one, "version").equals(instance));
      return verdict.equals("routed") && reached ? null : "instance " + instance + " answered";
    }
    if (flags.contains("UT")) {
      return !Tree.text(tree, "route", "timeout").isEmpty()
              || Tree.text(tree, "route", "retries").contains("each at most")
          ? null
          : "a time limit ended it";
    }
    boolean refused =
        verdict.equals("refused")
            || Tree.list(tree, "destinations").stream()
                .anyMatch(one -> !Tree.object(one, "refused").isEmpty());
    return refused ? null : "nobody answered: " + status + " " + flags;
  }
}
