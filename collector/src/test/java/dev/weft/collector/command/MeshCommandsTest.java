package dev.weft.collector.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.server.MeshForCommands;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at a mesh, on one with agents. */
@Timeout(60)
class MeshCommandsTest {
  private static final String RULE =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: reviews}
      spec:
        host: reviews
        subsets:
        - {name: v1, labels: {version: v1}}
        - {name: v2, labels: {version: v2}}
      """;

  private static final String ROUTE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: reviews}
      spec:
        hosts: [reviews]
        http:
        - name: jason
          match:
          - headers: {end-user: {exact: jason}}
          route:
          - destination: {host: reviews, subset: v2}
        - route:
          - {destination: {host: reviews, subset: v1}, weight: 80}
          - {destination: {host: reviews, subset: v2}, weight: 20}
          timeout: 2s
      """;

  @TempDir static Path folder;
  private static MeshForCommands mesh;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    mesh = new MeshForCommands(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    mesh.close();
  }

  @AfterEach
  void removeDocuments() {
    run("delete", "vs", "reviews");
    run("delete", "dr", "reviews");
  }

  @Test
  void aDiffSaysWhatWouldChangeAndItsExitCodeWhether() throws IOException {
    Path rule = write("rule.yaml", RULE);
    assertThat(run("diff", "-f", rule.toString())).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("--- /dev/null\n+++ DestinationRule default/reviews (created)\n@@ -0,0 +1,")
        .contains("+  host: reviews")
        .endsWith("# would be: 1 created\n");
    assertThat(run("get", "dr", "reviews")).isEqualTo(1);

    assertThat(run("apply", "-f", rule.toString())).isZero();
    assertThat(run("diff", "-f", rule.toString())).isZero();
    assertThat(out.toString()).isEqualTo("# nothing would change: 1 unchanged\n");

    Files.writeString(rule, RULE.replace("v2}}", "v3}}"));
    assertThat(run("diff", "-f", rule.toString(), "-o", "json")).isEqualTo(1);
    assertThat(Tree.text(Tree.list(json(), "documents").get(0), "diff"))
        .contains("-        version: v2", "+        version: v3");
  }

  @Test
  void aDiffTellsWhatItMeansForOtherDocuments() throws IOException {
    assertThat(run("apply", "-f", write("all.yaml", RULE + "---\n" + ROUTE).toString())).isZero();
    Path rule = write("less.yaml", RULE.replace("  - {name: v2, labels: {version: v2}}\n", ""));
    assertThat(run("diff", "-f", rule.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "# VirtualService default/reviews: spec.http[0].route[0].destination.subset:"
                + " no DestinationRule gives reviews.default.svc.cluster.local a subset v2");
  }

  @Test
  void aDiffOfWhatCannotBeAppliedEndsWithMoreThanOne() throws IOException {
    Path bad = write("bad.yaml", RULE.replace("labels:", "lables:"));
    assertThat(run("diff", "-f", bad.toString())).isEqualTo(5);
    assertThat(err.toString())
        .contains(bad + ":7: DestinationRule default/reviews")
        .contains("lables");
    assertThat(run("diff", "-f", "missing.yaml")).isEqualTo(5);
    assertThat(err.toString()).contains("there is no such file");
    assertThat(run("diff")).isEqualTo(2);
  }

  @Test
  void topShowsServicesAndConnections() {
    assertThat(run("top", "--once", "--window", "60")).isZero();
    assertThat(out.toString().lines().skip(1).findFirst().orElseThrow())
        .startsWith("SERVICE")
        .contains("RATE/S", "SUCCESS", "P50", "P99", "INSTANCES", "MTLS", "FLAGS");
    assertThat(line("details")).contains("75.0 %", "2 (1 failing)", "all", "UF 3.3/s");
    assertThat(line("reviews")).contains("100 %", "v1 80 %, v2 20 %");
    assertThat(run("top", "--once", "--edges", "--sort", "name", "ratings")).isZero();
    assertThat(out.toString().lines().skip(2)).hasSize(1);
    assertThat(line("reviews")).contains("ratings", "none", "http");
  }

  @Test
  void topIsForProgramsToo() {
    assertThat(run("top", "-o", "json", "--sort", "errors", "--window", "60")).isZero();
    assertThat(Tree.text(Tree.list(json(), "nodes").get(0), "id")).isEqualTo("default/details");
    assertThat(Tree.text(Tree.list(Tree.list(json(), "edges").get(0), "flags").get(0), "flags"))
        .isEqualTo("UF");
  }

  @Test
  void topNamesWhatMayHaveBeenMeant() {
    assertThat(run("top", "--once", "reveiws")).isEqualTo(1);
    assertThat(err.toString()).contains("no service reveiws", "Did you mean reviews?");
    assertThat(run("top", "--once", "-n", "shop")).isEqualTo(1);
    assertThat(err.toString()).contains("namespace shop", "default");
    assertThat(run("top", "--once", "--window", "1")).isEqualTo(2);
    assertThat(run("top", "--sort", "size")).isEqualTo(2);
    assertThat(err.toString()).contains("p99");
  }

  @Test
  void topFitsNarrowAndWideTerminals() {
    for (int columns : new int[] {50, 60, 80, 120, 200}) {
      Terminal terminal = Terminal.of(false, Map.of("COLUMNS", Integer.toString(columns)));
      for (String what : new String[] {"", "--edges"}) {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("--collector", mesh.url(), "top", "--once"));
        all.addAll(what.isEmpty() ? List.of() : List.of(what));
        assertThat(
                Weft.run(
                    terminal,
                    new PrintWriter(out),
                    new PrintWriter(err),
                    all.toArray(new String[0])))
            .isZero();
        assertThat(out.toString().lines())
            .as(columns + " columns " + what)
            .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns))
            .anySatisfy(line -> assertThat(line).contains("SUCCESS"));
      }
    }
  }

  @Test
  void statusSaysWhoHasNotWhatIsInForce() throws IOException {
    assertThat(run("apply", "-f", write("route.yaml", ROUTE).toString())).isZero();
    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .contains(
            "Collector http://127.0.0.1:", "Traces    1 kept", "Authority cluster.local, root")
        .contains("VirtualService default/reviews: Applied 0 of 6")
        .contains("Pending: default/productpage a1")
        .contains("! VirtualService default/reviews is not yet acknowledged by 6 agents")
        .contains("! VirtualService default/reviews names what does not exist")
        .contains("(2 on its way)".replace("2", revision()));
    assertThat(run("status", "vs/reviews")).isZero();
    assertThat(out.toString()).contains("Pending: default/ratings a6").doesNotContain("Collector");
    assertThat(run("status", "vs", "reviewz")).isEqualTo(1);
    assertThat(err.toString()).contains("Did you mean reviews?");
  }

  private String revision() {
    String text = out.toString();
    int at = text.indexOf(" on its way)");
    return text.substring(text.lastIndexOf('(', at) + 1, at);
  }

  @Test
  void explainNamesTheRouteAndWhyTheOthersDoNotFit() throws IOException {
    assertThat(run("apply", "-f", write("all.yaml", RULE + "---\n" + ROUTE).toString())).isZero();
    assertThat(run("explain", "productpage", "http://reviews:9080/reviews/0")).isZero();
    assertThat(out.toString())
        .contains("Routed by route reviews[1]")
        .contains("header end-user is missing")
        .contains("To 80 %", "subset v1 (version=v1), by DestinationRule default/reviews")
        .contains("127.0.0.1:9084", "mTLS")
        .contains("Timeout     2s")
        .contains("! VirtualService default/reviews is not in force at default/productpage a1");
    assertThat(
            run("explain", "productpage", "reviews:9080/", "-H", "end-user: jason", "-o", "json"))
        .isZero();
    assertThat(Tree.text(json(), "route", "name")).isEqualTo("jason");
    assertThat(Tree.list(json(), "destinations")).hasSize(1);
  }

  @Test
  void explainSaysWhyACallIsRefusedOrLeftAlone() throws IOException {
    assertThat(run("apply", "-f", write("route.yaml", ROUTE).toString())).isZero();
    assertThat(run("explain", "productpage", "http://reviews:9080/")).isZero();
    assertThat(out.toString())
        .contains("Refused with 503, flag NR", "no DestinationRule gives", "subset v1");
    assertThat(run("explain", "productpage", "http://example.com/")).isZero();
    assertThat(out.toString()).contains("Left alone: example.com is no host of the mesh");
    assertThat(run("explain", "productpage", "http://details.default.svc:9080/")).isZero();
    assertThat(out.toString()).contains("Routed by the default route", "127.0.0.1:9082");
    assertThat(run("explain", "productpage", "grpc://details:50051/a.B/C")).isZero();
    assertThat(out.toString()).contains("flag NR", "has no port 50051", "grpc");
  }

  @Test
  void explainNamesWhatMayHaveBeenMeant() {
    assertThat(run("explain", "productpag", "http://reviews:9080/")).isEqualTo(1);
    assertThat(err.toString())
        .contains("No agent is of service default/productpag", "productpage?");
    assertThat(run("explain", "productpage", "ftp://x")).isEqualTo(1);
    assertThat(err.toString()).contains("expected a URL as http://reviews:9080");
    assertThat(run("explain", "productpage", "http://reviews/", "-H", "nonsense")).isEqualTo(1);
    assertThat(err.toString()).contains("'name: value'");
    assertThat(run("explain", "productpage", "http://x/", "--from-version", "v7")).isEqualTo(1);
    assertThat(err.toString()).contains("version v7", "There are: v1");
    assertThat(run("explain", "productpage")).isEqualTo(2);
  }

  @Test
  void everyListingCommandSpeaksJsonAndYaml() throws MalformedTreeException {
    for (String command :
        List.of(
            "services",
            "instances",
            "agents",
            "status",
            "get",
            "audit",
            "authority",
            "token list",
            "top --once",
            "trace 0af7651916cd43dd8448eb211c80319c",
            "explain details http://reviews:9080/")) {
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.addAll(List.of("-o", "json"));
      assertThat(run(words.toArray(new String[0]))).as(command).isZero();
      assertThat(Json.parse(out.toString())).isInstanceOf(Map.class);
      words.set(words.size() - 1, "yaml");
      assertThat(run(words.toArray(new String[0]))).as(command).isZero();
      assertThat(out.toString()).doesNotStartWith("{").contains(":");
      words.set(words.size() - 1, "table");
      assertThat(run(words.toArray(new String[0]))).as(command).isZero();
      words.set(words.size() - 1, "xml");
      assertThat(run(words.toArray(new String[0]))).as(command).isEqualTo(2);
    }
  }

  @Test
  void shellsLearnCommandsKindsAndNames() throws IOException {
    assertThat(run("completion", "bash")).isZero();
    assertThat(out.toString())
        .contains("complete -F _complete_weft_words", "--sort", "rate")
        .contains("completion-words");
    String bash = out.toString();
    assertThat(run("completion", "zsh")).isZero();
    assertThat(out.toString()).isEqualTo(bash);
    assertThat(run("completion", "fish")).isZero();
    assertThat(out.toString())
        .contains("complete -c weft -n '__fish_use_subcommand' -a top")
        .contains("-a 'table yaml json'")
        .doesNotContain("-a completion-words");
    assertThat(run("completion", "tcsh")).isEqualTo(2);
    assertThat(run("completion-words", "services")).isZero();
    assertThat(out.toString().lines()).contains("reviews", "ratings");
    assertThat(run("completion-words", "kinds")).isZero();
    assertThat(out.toString().lines()).contains("virtualservices");
    assertThat(run("apply", "-f", write("rule.yaml", RULE).toString())).isZero();
    assertThat(run("completion-words", "documents", "dr")).isZero();
    assertThat(out.toString().lines()).containsExactly("reviews");
  }

  private String line(String start) {
    return out.toString()
        .lines()
        .filter(line -> line.startsWith(start + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(out.toString()));
  }

  private Object json() {
    try {
      return Json.parse(out.toString());
    } catch (MalformedTreeException e) {
      throw new AssertionError(out.toString(), e);
    }
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(0, "--collector=" + mesh.url());
    return Weft.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(new String[0]));
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
