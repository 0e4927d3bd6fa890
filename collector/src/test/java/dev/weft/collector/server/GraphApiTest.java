package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.collector.json.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphApiTest {
  @TempDir static Path folder;

  private static TestCollector collector;
  private static SampleMesh mesh;

  @BeforeAll
  static void start() {
    collector = TestCollector.patient(folder);
    mesh = new SampleMesh(collector);
    // What agents tell goes another way than questions: the last one's is awaited.
    Patience.until(() -> !edges().isEmpty() && edge("reviews", "ratings") != null);
  }

  @AfterAll
  static void stop() {
    mesh.close();
    collector.close();
  }

  private static Object graph() {
    return TestCollector.tree(collector.get("/v1/graph?window=60"));
  }

  private static List<Object> edges() {
    return Tree.list(graph(), "edges");
  }

  private static Object edge(String from, String to) {
    return edges().stream()
        .filter(
            edge ->
                Tree.text(edge, "from").endsWith("/" + from)
                    && Tree.text(edge, "to").endsWith("/" + to))
        .findFirst()
        .orElse(null);
  }

  private static Object node(String name) {
    return Tree.list(graph(), "nodes").stream()
        .filter(node -> Tree.text(node, "id").endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  private static double decimal(Object tree, String name) {
    return ((Number) ((Map<?, ?>) tree).get(name)).doubleValue();
  }

  @Test
  void aConnectionHasItsRateErrorsDurationsAndTls() {
    Object details = edge("productpage", "details");
    assertThat(decimal(details, "rate")).isCloseTo(1600 / 120.0, within(0.7));
    assertThat(decimal(details, "errorShare")).isCloseTo(0.25, within(0.01));
    assertThat(decimal(details, "p50")).isBetween(5.0, 10.0);
    assertThat(decimal(details, "p99")).isBetween(25.0, 50.0);
    assertThat(decimal(details, "secured")).isEqualTo(1);
    assertThat(decimal(edge("reviews", "ratings"), "secured")).isZero();
  }

  @Test
  void anInstanceThatFailsIsNamed() {
    Object details = node("details");
    assertThat(Tree.number(details, "instances")).isEqualTo(2);
    assertThat(Tree.number(details, "failing")).isEqualTo(1);
    assertThat(Tree.list(details, "troubled"))
        .containsExactly(Map.of("id", "a3/details", "state", "failing", "why", "100 % errors"));
  }

  @Test
  void anInstanceThatIsEjectedIsNamedWithItsCallersAndMarksTheConnection() {
    Object reviews = node("reviews");
    assertThat(Tree.number(reviews, "ejected")).isEqualTo(1);
    assertThat(Tree.list(reviews, "troubled"))
        .containsExactly(
            Map.of(
                "id", "a4/reviews", "state", "ejected", "why", "ejected by default/productpage"));
    assertThat(Tree.number(edge("productpage", "reviews"), "ejected")).isEqualTo(1);
    assertThat(Tree.number(edge("productpage", "details"), "ejected")).isZero();
  }

  @Test
  void versionsHaveTheirShareOfTheTraffic() {
    List<Object> versions = Tree.list(node("reviews"), "versions");
    assertThat(versions).extracting(one -> Tree.text(one, "version")).containsExactly("v1", "v2");
    assertThat(decimal(versions.get(0), "share")).isCloseTo(0.8, within(0.01));
    assertThat(decimal(versions.get(1), "share")).isCloseTo(0.2, within(0.01));
  }

  @Test
  void whatTheMeshDoesNotKnowIsOneNode() {
    Object outside = node("PassthroughCluster");
    assertThat(Tree.text(outside, "kind")).isEqualTo("outside");
    assertThat(Tree.text(outside, "name")).isEqualTo("outside hosts");
    assertThat(Tree.text(node("productpage"), "kind")).isEqualTo("service");
  }

  @Test
  void aConnectionTellsWhatWasAnswered() {
    Object connection =
        TestCollector.tree(
            collector.get("/v1/graph/connection?from=default/productpage&to=default/details"));
    List<Object> answers = Tree.list(connection, "answers");
    assertThat(answers).extracting(one -> Tree.text(one, "code")).containsExactly("200", "503");
    assertThat(Tree.text(answers.get(1), "flags")).isEqualTo("UF");
    assertThat(((Map<?, ?>) answers.get(0)).get("failed")).isEqualTo(false);
    assertThat(((Map<?, ?>) answers.get(1)).get("failed")).isEqualTo(true);
  }

  @Test
  void aServiceIsToldOverTimeWithoutGaps() {
    Object series =
        TestCollector.tree(collector.get("/v1/services/default/reviews/series?seconds=60"));
    assertThat(Tree.number(series, "stepMillis")).isEqualTo(5_000);
    List<Object> points = Tree.list(series, "points");
    assertThat(points).hasSizeBetween(12, 14);
    assertThat(decimal(points.get(6), "rate")).isCloseTo(2000 / 120.0, within(1.0));
    assertThat(decimal(points.get(6), "p90")).isPositive();
    Object day =
        TestCollector.tree(collector.get("/v1/services/default/reviews/series?seconds=86400"));
    assertThat(Tree.number(day, "stepMillis")).isEqualTo(600_000);
    assertThat(
            Tree.list(
                TestCollector.tree(collector.get("/v1/services/default/none/series")), "points"))
        .isEmpty();
  }

  @Test
  void wrongParametersAreNamed() {
    assertThat(collector.get("/v1/graph?window=0").body()).contains("window", "1 to 86400");
    assertThat(collector.get("/v1/graph/connection?from=x&to=a/b").body())
        .contains("from", "expected namespace/name");
    assertThat(collector.get("/v1/services/a/b/series?seconds=99999999").statusCode())
        .isEqualTo(400);
  }
}
