package dev.weft.collector.metrics;

import static dev.weft.collector.metrics.Told.byCaller;
import static dev.weft.collector.metrics.Told.stats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TrafficStore store = new TrafficStore(() -> 1_800_000_000_250L, registry);

  private List<String> lines(Exposition.Format format) throws IOException {
    StringBuilder text = new StringBuilder();
    store.exposition().write(text, format);
    return text.toString().lines().toList();
  }

  private void tell(Map<String, String> labels) {
    store.add("a", new Stats(1, List.of(new Series(labels, 1, 1, List.of(1L)))));
  }

  @Test
  void whatAgentsCountIsAddedUpUnderIstiosNames() throws IOException {
    Map<String, String> labels = Map.of("reporter", "source", "response_code", "200");
    store.add("a", new Stats(1, List.of(new Series(labels, 3, 12.5, List.of(0L, 3L)))));
    store.add("b", new Stats(1, List.of(new Series(labels, 2, 7.5, List.of(0L, 0L, 2L)))));
    String set =
        "{reporter=\"source\",source_cluster=\"unknown\",destination_cluster=\"unknown\","
            + "response_code=\"200\"";
    assertThat(lines(Exposition.Format.PLAIN))
        .contains(
            "# TYPE istio_requests_total counter",
            "istio_requests_total" + set + "} 5",
            "# TYPE istio_request_duration_milliseconds histogram",
            "istio_request_duration_milliseconds_bucket" + set + ",le=\"0.5\"} 0",
            "istio_request_duration_milliseconds_bucket" + set + ",le=\"1.0\"} 3",
            "istio_request_duration_milliseconds_bucket" + set + ",le=\"5.0\"} 5",
            "istio_request_duration_milliseconds_bucket" + set + ",le=\"+Inf\"} 5",
            "istio_request_duration_milliseconds_sum" + set + "} 20.0",
            "istio_request_duration_milliseconds_count" + set + "} 5");
  }

  @Test
  void instancesOfOneWorkloadAreOneSeries() throws IOException {
    store.add("a", stats(5_000, byCaller("page", "reviews", "v1").at("x/reviews").series(1)));
    store.add("a", stats(5_000, byCaller("page", "reviews", "v1").at("y/reviews").series(2)));
    assertThat(lines(Exposition.Format.PLAIN))
        .filteredOn(line -> line.startsWith("istio_requests_total{"))
        .singleElement()
        .asString()
        .endsWith("} 3")
        .doesNotContain("instance");
  }

  @Test
  void openMetricsHasTheTraceOfACallInEachBucketAndPlainHasNot() throws IOException {
    store.add("a", stats(5_000, byCaller("page", "reviews", "v1").traced(TRACE).series(4)));
    assertThat(lines(Exposition.Format.OPEN_METRICS))
        .contains("# TYPE istio_requests counter")
        .filteredOn(line -> line.contains("trace_id"))
        .singleElement()
        .asString()
        .contains("le=\"10.0\"} 4 # {trace_id=\"" + TRACE + "\"} 8.0 1.80000000025E9");
    assertThat(lines(Exposition.Format.PLAIN)).noneMatch(line -> line.contains("trace_id"));
  }

  @Test
  void aTraceIdThatIsNoneIsNotShown() throws IOException {
    store.add("a", stats(5_000, byCaller("p", "r", "v1").traced("\"} 1\nevil 1").series(4)));
    assertThat(lines(Exposition.Format.OPEN_METRICS)).noneMatch(line -> line.contains("evil"));
  }

  @Test
  void labelsThatIstioDoesNotHaveAreLeftOutAndCounted() throws IOException {
    tell(Map.of("bad-name", "x", "le", "1", "__own", "x", "source_app", "y".repeat(5_000)));
    assertThat(lines(Exposition.Format.PLAIN))
        .anyMatch(line -> line.contains("source_app=\"" + "y".repeat(200) + "\""))
        .noneMatch(line -> line.contains("bad-name") || line.contains("__own"));
    assertThat(registry.get("weft.collector.metrics.labels.ignored").counter().count())
        .isEqualTo(3);
  }

  @Test
  void valuesAreEscaped() throws IOException {
    tell(Map.of("source_app", "a\"b\\c\nd"));
    assertThat(lines(Exposition.Format.PLAIN))
        .anyMatch(line -> line.contains("source_app=\"a\\\"b\\\\c\\nd\""));
  }

  @Test
  void whatHasNoRoomSaysSo() throws IOException {
    tell(Map.of("weft_overflow", "true"));
    assertThat(lines(Exposition.Format.PLAIN))
        .contains("istio_requests_total{weft_overflow=\"true\"} 1");
  }

  @Test
  void numbersThatMakeNoSenseAddNothing() throws IOException {
    store.add(
        "a",
        new Stats(
            1,
            List.of(
                new Series(Map.of("source_app", "a"), -5, Double.NaN, List.of(-3L)),
                new Series(Map.of("source_app", "b"), 7, 1, List.of(9L)),
                new Series(Map.of("source_app", "c"), 7, 1, List.of()))));
    assertThat(lines(Exposition.Format.PLAIN))
        .anyMatch(line -> line.contains("requests_total{source_app=\"a\"") && line.endsWith(" 0"))
        .anyMatch(line -> line.contains("requests_total{source_app=\"b\"") && line.endsWith(" 9"))
        .anyMatch(line -> line.contains("requests_total{source_app=\"c\"") && line.endsWith(" 7"));
  }
}
