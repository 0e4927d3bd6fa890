package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryApiTest extends CollectorFixture {
  private static final String REVIEWS = "/v1/policies/vs/default/reviews";

  @Test
  void theHistorySaysWhoFromWhereAndWhatChanged() {
    long first = write("v1");
    long second = write("v2");
    List<Object> versions =
        Tree.list(TestCollector.tree(collector.get(REVIEWS + "/history?diff=true")), "versions");
    assertThat(versions).hasSize(2);
    assertThat(Tree.number(versions.get(0), "revision")).isEqualTo(second);
    assertThat(Tree.text(versions.get(0), "action")).isEqualTo("configured");
    assertThat(Tree.text(versions.get(0), "who")).isEqualTo("anonymous");
    assertThat(Tree.text(versions.get(0), "from")).isEqualTo("127.0.0.1");
    assertThat(Tree.text(versions.get(0), "diff").lines())
        .filteredOn(line -> line.startsWith("-") || line.startsWith("+"))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("-") && line.endsWith("subset: v1"))
        .anyMatch(line -> line.startsWith("+") && line.endsWith("subset: v2"));
    assertThat(Tree.text(versions.get(1), "diff")).contains("+").doesNotContain("\n-");
    HttpResponse<String> old = collector.get(REVIEWS + "/history/" + first);
    assertThat(old.body()).contains("\"subset\":\"v1\"");
    assertThat(collector.get(REVIEWS + "/history/9999").statusCode()).isEqualTo(404);
    assertThat(collector.get("/v1/policies/vs/default/none/history").statusCode()).isEqualTo(404);
    assertThat(collector.get(REVIEWS + "/history?limit=0").statusCode()).isEqualTo(400);
    assertThat(collector.get(REVIEWS + "/history?limit=101").statusCode()).isEqualTo(400);
  }

  @Test
  void pagesOfTheHistoryLinkToTheNext() {
    for (int i = 0; i < 5; i++) {
      write("v" + i);
    }
    Object page = TestCollector.tree(collector.get(REVIEWS + "/history?limit=3"));
    long next = Tree.number(page, "next");
    Object last = TestCollector.tree(collector.get(REVIEWS + "/history?limit=3&before=" + next));
    assertThat(Tree.list(page, "versions")).hasSize(3);
    assertThat(Tree.list(last, "versions")).hasSize(2);
    assertThat(Tree.number(last, "next")).isZero();
  }

  @Test
  void aRollbackIsANewRevisionThatSaysWhatItRestores() {
    long first = write("v1");
    write("v2");
    HttpResponse<String> back = collector.post(REVIEWS + "/rollback?to=" + first, "");
    long revision = Tree.number(TestCollector.tree(back), "revision");
    assertThat(revision).isGreaterThan(first + 1);
    assertThat(collector.get(REVIEWS).body()).contains("\"subset\":\"v1\"");
    Object newest =
        Tree.list(TestCollector.tree(collector.get(REVIEWS + "/history")), "versions").get(0);
    assertThat(Tree.text(newest, "action")).isEqualTo("restored");
    assertThat(Tree.number(newest, "restores")).isEqualTo(first);
  }

  @Test
  void aDeletedDocumentCanBeBroughtBack() {
    long first = write("v1");
    HttpResponse<String> gone = collector.delete(REVIEWS);
    long deleted = Tree.number(TestCollector.tree(gone), "revision");
    assertThat(collector.post(REVIEWS + "/rollback?to=" + deleted, "").statusCode()).isEqualTo(400);
    assertThat(collector.post(REVIEWS + "/rollback?to=4711", "").statusCode()).isEqualTo(404);
    assertThat(collector.post(REVIEWS + "/rollback", "").statusCode()).isEqualTo(400);
    assertThat(collector.get(REVIEWS).statusCode()).isEqualTo(404);
    TestCollector.tree(collector.post(REVIEWS + "/rollback?to=" + first, ""));
    assertThat(collector.get(REVIEWS).statusCode()).isEqualTo(200);
  }

  @Test
  void aLostUpdateIsRefused() {
    write("v1");
    String tag = collector.get(REVIEWS).headers().firstValue("etag").orElseThrow();
    long second = write("v2");
    assertThat(tag).matches("\"\\d+\"").isNotEqualTo("\"" + second + "\"");

    HttpResponse<String> lost = put(TestCollector.route("reviews", "v3"), "If-Match", tag);
    assertThat(lost.statusCode()).isEqualTo(412);
    assertThat(lost.headers().firstValue("content-type")).contains("application/problem+json");
    Object problem = Tree.list(TestCollector.json(lost), "problems").get(0);
    assertThat(Tree.text(problem, "document")).isEqualTo("VirtualService default/reviews");
    assertThat(Tree.text(problem, "expected")).contains("revision " + tag.replace("\"", ""));
    assertThat(Tree.text(problem, "value")).isEqualTo("revision " + second);
    String told = "VirtualService default/reviews: expected revision ";
    // Refused requests are written after the answer.
    Patience.until(() -> collector.get("/v1/audit?limit=1").body().contains(told));
    assertThat(collector.get("/v1/audit?limit=1").body())
        .contains(", found revision " + second)
        .doesNotContain("Conflict[");
    assertThat(send("DELETE", REVIEWS, "", "If-Match", tag).statusCode()).isEqualTo(412);
    assertThat(
            send(
                    "PUT",
                    REVIEWS + "?dryRun=true",
                    TestCollector.route("reviews", "v3"),
                    "If-Match",
                    tag)
                .statusCode())
        .isEqualTo(412);
    assertThat(collector.get(REVIEWS).body()).contains("\"subset\":\"v2\"");

    String now = collector.get(REVIEWS).headers().firstValue("etag").orElseThrow();
    // A weak tag never matches for a write.
    assertThat(put(TestCollector.route("reviews", "v3"), "If-Match", "W/" + now).statusCode())
        .isEqualTo(412);
    assertThat(put(TestCollector.route("reviews", "v3"), "If-Match", "nonsense").statusCode())
        .isEqualTo(400);
    assertThat(put(TestCollector.route("reviews", "v3"), "If-Match", "\"1\", " + now).statusCode())
        .isEqualTo(200);
    assertThat(send("DELETE", REVIEWS, "", "If-Match", "*").statusCode()).isEqualTo(200);
    assertThat(put(TestCollector.route("reviews", "v3"), "If-Match", "*").statusCode())
        .isEqualTo(412);
  }

  @Test
  void createOnlyRefusesWhatIsThere() {
    assertThat(put(TestCollector.route("reviews", "v1"), "If-None-Match", "*").statusCode())
        .isEqualTo(200);
    HttpResponse<String> again = put(TestCollector.route("reviews", "v2"), "If-None-Match", "*");
    assertThat(again.statusCode()).isEqualTo(412);
    assertThat(again.body()).contains("If-None-Match");
    assertThat(put(TestCollector.route("reviews", "v2"), "If-None-Match", "\"1\"").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aWriteOfSeveralMayExpectAllDocumentsAsTheyWere() {
    write("v1");
    String tag = collector.get("/v1/policies").headers().firstValue("etag").orElseThrow();
    String two =
        TestCollector.route("reviews", "v2") + "---\n" + TestCollector.route("other", "v1");
    assertThat(send("POST", "/v1/policies", two, "If-Match", tag).statusCode()).isEqualTo(200);
    HttpResponse<String> lost = send("POST", "/v1/policies", two, "If-Match", tag);
    assertThat(lost.statusCode()).isEqualTo(412);
    assertThat(lost.body()).contains("all documents");
  }

  @Test
  void theAuditLogHasWritesAndRefusedWrites() throws Exception {
    long revision = write("v1");
    collector.post("/v1/policies", "nonsense: [");
    collector.delete("/v1/policies/vs/default/none");
    collector.send(
        HttpRequest.newBuilder(collector.uri("/v1/policies"))
            .header("origin", "http://evil.example")
            .POST(BodyPublishers.ofString("x"))
            .build());
    collector.get("/v1/policies/vs/default/none");
    // Entries of refused requests are written after the answer.
    List<Object> entries = List.of();
    long until = System.nanoTime() + 10_000_000_000L;
    while (entries.size() < 4 && System.nanoTime() < until) {
      entries = Tree.list(TestCollector.tree(collector.get("/v1/audit")), "entries");
    }
    assertThat(entries)
        .extracting(
            entry ->
                Tree.text(entry, "action")
                    + " "
                    + Tree.text(entry, "target")
                    + " "
                    + Tree.text(entry, "status"))
        .containsExactlyInAnyOrder(
            "put VirtualService default/reviews 200",
            "post /v1/policies 400",
            "delete /v1/policies/vs/default/none 404",
            "post /v1/policies 403");
    Object oldest = entries.get(3);
    assertThat(Tree.number(oldest, "revision")).isEqualTo(revision);
    assertThat(Tree.text(oldest, "from")).isEqualTo("127.0.0.1");
    Object page = TestCollector.tree(collector.get("/v1/audit?limit=1"));
    assertThat(Tree.number(page, "next")).isPositive();
  }

  private long write(String subset) {
    return Tree.number(
        TestCollector.tree(collector.put(REVIEWS, TestCollector.route("reviews", subset))),
        "revision");
  }

  private HttpResponse<String> put(String body, String header, String value) {
    return send("PUT", REVIEWS, body, header, value);
  }

  private HttpResponse<String> send(
      String method, String path, String body, String header, String value) {
    return collector.send(
        HttpRequest.newBuilder(collector.uri(path))
            .header(header, value)
            .method(method, BodyPublishers.ofString(body))
            .build());
  }
}
