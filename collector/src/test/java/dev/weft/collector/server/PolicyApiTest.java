package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyApiTest extends CollectorFixture {
  private static final String REVIEWS = "/v1/policies/virtualservices/default/reviews";

  @Test
  void aDocumentIsCreatedThenConfiguredThenUnchanged() {
    assertThat(result(collector.post("/v1/policies", TestCollector.route("reviews", "v1"))))
        .isEqualTo("created");
    String created = Tree.text(TestCollector.tree(collector.get(REVIEWS)), "metadata", CREATED);
    HttpResponse<String> second =
        collector.post("/v1/policies", TestCollector.route("reviews", "v2"));
    assertThat(result(second)).isEqualTo("configured");
    long revision = Tree.number(TestCollector.tree(second), "revision");
    HttpResponse<String> third =
        collector.post("/v1/policies", TestCollector.route("reviews", "v2"));
    assertThat(result(third)).isEqualTo("unchanged");
    assertThat(Tree.number(TestCollector.tree(third), "revision")).isEqualTo(revision);
    Object document = TestCollector.tree(collector.get(REVIEWS));
    assertThat(Tree.text(document, "metadata", CREATED)).isEqualTo(created);
    assertThat(Tree.text(document, "metadata", "resourceVersion"))
        .isEqualTo(Long.toString(revision));
  }

  private static final String CREATED = "creationTimestamp";

  @Test
  void oneBadDocumentRefusesAllAndEveryProblemIsNamed() {
    String bad =
        TestCollector.route("reviews", "v1")
            + "---\n"
            + TestCollector.route("ratings", "v1").replace("subset", "subst")
            + "---\n"
            + TestCollector.route("details", "v1").replace("hosts: [details]", "hosts: 7");
    HttpResponse<String> refused = collector.post("/v1/policies", bad);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
    List<Object> problems = Tree.list(TestCollector.json(refused), "problems");
    assertThat(problems).hasSizeGreaterThanOrEqualTo(2);
    assertThat(problems)
        .extracting(problem -> Tree.text(problem, "document"))
        .contains("VirtualService default/ratings", "VirtualService default/details");
    assertThat(problems)
        .extracting(problem -> Tree.text(problem, "path"))
        .anyMatch(path -> path.contains("subst"))
        .contains("spec.hosts");
    assertThat(problems).allMatch(problem -> !Tree.text(problem, "expected").isEmpty());
    assertThat(problems).allMatch(problem -> Tree.number(problem, "line") > 0);
    assertThat(collector.get(REVIEWS).statusCode()).isEqualTo(404);
  }

  @Test
  void aDryRunStoresNothingAndWarnsAsTheRealOne() {
    HttpResponse<String> dry =
        collector.post("/v1/policies?dryRun=true", TestCollector.route("reviews", "v1"));
    assertThat(result(dry)).isEqualTo("accepted");
    Object document = Tree.list(TestCollector.tree(dry), "documents").get(0);
    assertThat(Tree.list(document, "warnings")).isNotEmpty();
    assertThat(collector.get(REVIEWS).statusCode()).isEqualTo(404);
    assertThat(collector.post("/v1/policies?dryRun=maybe", "a: b").statusCode()).isEqualTo(400);
  }

  @Test
  void aKindIsTakenAsKubectlTakesIt() {
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    for (String kind :
        List.of(
            "vs",
            "virtualservice",
            "VirtualServices",
            "virtualservices.networking.istio.io",
            "virtualservice.networking.istio.io")) {
      assertThat(collector.get("/v1/policies/" + kind + "/default/reviews").statusCode())
          .as(kind)
          .isEqualTo(200);
    }
    assertThat(collector.get("/v1/policies/pods/default/reviews").body())
        .contains("virtualservices");
    assertThat(Tree.list(TestCollector.tree(collector.get("/v1/policies?kind=dr")), "items"))
        .isEmpty();
    assertThat(Tree.list(TestCollector.tree(collector.get("/v1/policies?kind=vs")), "items"))
        .hasSize(1);
  }

  @Test
  void aPutTakesOnlyTheDocumentOfItsPath() {
    assertThat(collector.put(REVIEWS, TestCollector.route("ratings", "v1")).statusCode())
        .isEqualTo(400);
    assertThat(collector.put(REVIEWS, TestCollector.route("reviews", "v1")).statusCode())
        .isEqualTo(200);
    assertThat(collector.delete(REVIEWS).statusCode()).isEqualTo(200);
    assertThat(collector.delete(REVIEWS).statusCode()).isEqualTo(404);
  }

  @Test
  void aKindWithoutEffectIsStoredAndSaysSo() {
    String gateway =
        """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: front
        spec:
          selector:
            istio: ingressgateway
          servers:
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: ["*"]
        """;
    HttpResponse<String> applied = collector.post("/v1/policies", gateway);
    Object document = Tree.list(TestCollector.tree(applied), "documents").get(0);
    assertThat(Tree.list(document, "notEnforced")).isNotEmpty();
    Object status = TestCollector.tree(collector.get("/v1/policies/gateways/default/front/status"));
    assertThat(conditions(status)).contains("NotEnforced=True", "Accepted=True");
    assertThat(Tree.text(status, "summary")).isEqualTo("NoConsumers");
  }

  @Test
  void aRouteToASubsetThatDoesNotExistIsAcceptedAndReported() {
    collector.post("/v1/policies", TestCollector.route("reviews", "v9"));
    assertThat(conditions(TestCollector.tree(collector.get(REVIEWS + "/status"))))
        .contains("Accepted=True", "ResolvedRefs=False");
  }

  @Test
  void aYoungerDocumentForTheSameHostIsShadowed() {
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    collector.post(
        "/v1/policies",
        TestCollector.route("reviews", "v2").replace("name: reviews", "name: second"));
    assertThat(
            conditions(TestCollector.tree(collector.get("/v1/policies/vs/default/second/status"))))
        .contains("ShadowedBy=True");
  }

  @Test
  void jsonIsTakenAsWellAsYaml() {
    String json =
        """
        {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
         "metadata":{"name":"reviews"},
         "spec":{"hosts":["reviews"],"http":[{"route":[{"destination":{"host":"reviews"}}]}]}}
        """;
    assertThat(result(collector.post("/v1/policies", json))).isEqualTo("created");
  }

  @Test
  void whatIsTooLargeOrTooDeepIsRefusedWithoutAStackTrace() {
    HttpResponse<String> large = collector.post("/v1/policies", "#".repeat(5 * 1024 * 1024));
    assertThat(large.statusCode()).isEqualTo(413);
    HttpResponse<String> deep =
        collector.post("/v1/policies", "a: " + "[".repeat(5_000) + "]".repeat(5_000));
    assertThat(deep.statusCode()).isEqualTo(400);
    HttpResponse<String> aliases = collector.post("/v1/policies", "a: &a [x]\nb: [*a, *a, *a]\n");
    assertThat(aliases.statusCode()).isEqualTo(400);
    HttpResponse<String> none = collector.post("/v1/policies", "\u0000\u0001{{{");
    assertThat(none.statusCode()).isEqualTo(400);
    HttpResponse<String> empty = collector.post("/v1/policies", "");
    assertThat(empty.statusCode()).isEqualTo(400);
    for (HttpResponse<String> response : List.of(large, deep, aliases, none, empty)) {
      assertThat(response.body()).contains("\"detail\"").doesNotContain("\tat ", "java.");
    }
  }

  @Test
  void aPageOfAnotherOriginIsRefused() {
    HttpResponse<String> foreign =
        collector.send(
            HttpRequest.newBuilder(collector.uri("/v1/policies"))
                .header("origin", "http://evil.example")
                .GET()
                .build());
    assertThat(foreign.statusCode()).isEqualTo(403);
    HttpResponse<String> own =
        collector.send(
            HttpRequest.newBuilder(collector.uri("/v1/policies"))
                .header("origin", "http://127.0.0.1:" + collector.port())
                .GET()
                .build());
    assertThat(own.statusCode()).isEqualTo(200);
  }

  @Test
  void everyErrorIsAProblemDocument() {
    for (Map.Entry<String, Integer> error :
        Map.of("/nothing", 404, "/v1/policies/vs/default/none", 404, "/v1/audit?limit=x", 400)
            .entrySet()) {
      HttpResponse<String> response = collector.get(error.getKey());
      assertThat(response.statusCode()).as(error.getKey()).isEqualTo(error.getValue());
      assertThat(response.headers().firstValue("content-type"))
          .contains("application/problem+json");
    }
    assertThat(collector.delete("/v1/policies").statusCode()).isEqualTo(405);
  }

  private static String result(HttpResponse<String> response) {
    return Tree.text(Tree.list(TestCollector.tree(response), "documents").get(0), "result");
  }

  private static List<String> conditions(Object status) {
    return Tree.list(status, "conditions").stream()
        .map(one -> Tree.text(one, "type") + "=" + Tree.text(one, "status"))
        .toList();
  }
}
