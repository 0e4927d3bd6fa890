package dev.weft.core.observed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Reason;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.compiled.ServiceEntries;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.schema.NotEnforced;
import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.TreeLimits;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The core against what Istio's configuration in the real Envoy was seen to do. */
class ObservedTest {
  private static final String FILE = "shared/istio/observed/routing.jsonl";

  private final PolicyValidator validator = new PolicyValidator();
  private final Map<String, Set<Integer>> leftOut = new TreeMap<>();
  private final Map<String, Set<Integer>> meantToDiffer = new TreeMap<>();
  private final List<String> disagreements = new ArrayList<>();
  private int calls;
  private int agreeing;

  private static @Nullable Path file() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(FILE))) {
        return at.resolve(FILE);
      }
    }
    return null;
  }

  @Test
  void callsGoWhereIstioAndEnvoySentThem() throws Exception {
    Path file = file();
    Assumptions.assumeTrue(file != null, FILE + " is not above this directory");
    JsonTree json = new JsonTree(new TreeLimits(10_000_000, 60, 1_000_000));
    for (String line : Files.readAllLines(file)) {
      run(ObservedCase.of(json.read(line)));
    }
    System.out.println(agreeing + " of " + calls + " calls agree");
    leftOut.forEach((field, cases) -> System.out.println("left out: " + field + " -> " + cases));
    meantToDiffer.forEach((why, cases) -> System.out.println("differs: " + why + " -> " + cases));
    assertThat(disagreements).isEmpty();
    assertThat(calls).isGreaterThan(1000);
  }

  private void run(ObservedCase one) {
    List<PolicyDocument> documents = new ArrayList<>();
    boolean whole = true;
    for (Map<String, Object> tree : one.documents()) {
      ValidatedDocument validated = validator.validate(RawDocument.of(tree));
      assertThat(validated.problems()).as("case %s", one.number()).isEmpty();
      for (NotEnforced field : validated.notEnforced()) {
        leftOut.computeIfAbsent(plain(field.path()), f -> new TreeSet<>()).add(one.number());
        whole = false;
      }
      documents.add(validated.document());
    }
    if (whole) {
      FakeMesh mesh = mesh(documents);
      one.calls().forEach(call -> check(one, call, mesh));
    }
  }

  /** Without indices. */
  private static String plain(String path) {
    return path.replaceAll("\\[\\d+\\]", "[]");
  }

  private static FakeMesh mesh(List<PolicyDocument> documents) {
    FakeMesh mesh = new FakeMesh();
    mesh.policy =
        new PolicyCompiler().compile(documents, new Consumer("default", Map.of("app", "caller")));
    for (ServiceEntries.Entry entry : ServiceEntries.read(documents)) {
      String host = entry.host().name();
      mesh.hosts.put(host, entry.host());
      mesh.endpoints.put(host, new HostEndpoints(host, entry.instances()));
    }
    return mesh.apply();
  }

  private void check(ObservedCase one, ObservedCase.Call call, FakeMesh mesh) {
    FakeExchange exchange = mesh.call(call.host(), call.path());
    exchange.method = call.method();
    exchange.headers.putAll(call.headers());
    EchoServer server = new EchoServer(mesh.time);
    long begun = mesh.time.nanos();
    Outcome outcome;
    try {
      outcome = new BlockingLoop(mesh.time).run(exchange, server);
    } catch (Exception e) {
      outcome = Outcome.of(e);
    }
    long millis = (mesh.time.nanos() - begun) / 1_000_000;
    exchange.close();
    List<String> differences = differences(call, exchange, server, outcome, millis);
    calls++;
    if (differences.remove("flags: observed [], ours [NR]")) {
      meantToDiffer
          .computeIfAbsent(
              "a 404 for want of a route carries the flag NR, as the design says; the observer's"
                  + " log had none",
              w -> new TreeSet<>())
          .add(one.number());
    }
    if (differences.isEmpty()) {
      agreeing++;
    } else {
      disagreements.add("case " + one.number() + ", " + call + ": " + differences);
    }
  }

  private static List<String> differences(
      ObservedCase.Call call,
      FakeExchange exchange,
      EchoServer server,
      Outcome outcome,
      long millis) {
    List<String> found = new ArrayList<>();
    compare(found, "status", call.status(), outcome.status());
    compare(found, "flags", words(call.at("flags")), words(Reason.text(exchange.flags())));
    if (call.at("instance") != null) {
      boolean any = "".equals(call.at("subset"));
      Object version =
          server.answered == null
              ? "none"
              : server.answered.endpoint().labels().getOrDefault("version", "none");
      compare(
          found,
          "instance",
          any && server.answered != null ? version : call.at("instance"),
          version);
      compare(found, "path", call.at("path"), exchange.sentPath);
      compare(found, "attempts", call.at("attempts"), (long) server.attempts);
      compare(found, "seen", new TreeMap<>((Map<?, ?>) call.at("seen")), seen(exchange));
    }
    if (outcome.refusal() != null) {
      compare(found, "text", call.at("text"), outcome.refusal().body());
    }
    compare(
        found,
        "headers",
        new TreeMap<>((Map<?, ?>) call.at("headers")),
        headers(exchange, outcome));
    // Envoy's wall time on a busy machine; ours is exact.
    if (millis > call.millis() + 5 || millis < call.millis() - 400) {
      found.add("ms: observed " + call.millis() + ", ours " + millis);
    }
    return found;
  }

  private static void compare(
      List<String> found, String what, @Nullable Object observed, @Nullable Object ours) {
    if (observed == null ? ours != null : !observed.equals(ours)) {
      found.add(what + ": observed " + observed + ", ours " + ours);
    }
  }

  private static Set<String> words(@Nullable Object flags) {
    return Set.of(String.valueOf(flags).split(","));
  }

  /** Of several values of one header the observer kept the last. */
  private static String last(List<String> values) {
    return values.get(values.size() - 1);
  }

  private static Map<String, Object> seen(FakeExchange exchange) {
    Map<String, Object> seen = new TreeMap<>();
    for (String name :
        List.of("end-user", "x-a", "x-mixed", "cookie", "user-agent", "x-set", "x-add")) {
      String value = exchange.sentHeaders.get(name);
      if (value != null) {
        seen.put(name, last(List.of(value.split(",", -1))));
      }
    }
    seen.put("host", exchange.sentAuthority);
    return seen;
  }

  private static Map<String, Object> headers(FakeExchange exchange, Outcome outcome) {
    Map<String, Object> headers = new TreeMap<>();
    HeaderEdits.Edits edits = exchange.responseEdits();
    if (outcome.refusal() == null) {
      headers.putAll(edits.set());
      headers.putAll(edits.add());
    } else {
      outcome.refusal().headers().forEach((name, values) -> headers.put(name, last(values)));
    }
    headers.keySet().retainAll(Set.of("x-a", "x-set", "x-add"));
    return headers;
  }
}
