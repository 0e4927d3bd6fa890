package dev.weft.collector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.Channel;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshMetricsTest {
  private final MeshMetrics metrics = new MeshMetrics();

  @Test
  void whatAgentsCountIsAddedUpUnderIstiosNames() {
    Map<String, String> labels = Map.of("reporter", "source", "response_code", "200");
    metrics.add(stats(labels, 3, 12.5, 5));
    metrics.add(stats(labels, 2, 7.5, 6));

    assertThat(scrape())
        .contains("istio_requests_total{reporter=\"source\",response_code=\"200\"} 5.0")
        .contains(
            "istio_request_duration_milliseconds_sum{reporter=\"source\",response_code=\"200\"}"
                + " 20.0")
        .contains(
            "istio_request_duration_milliseconds_bucket{reporter=\"source\",response_code=\"200\","
                + "le=\"+Inf\"} 5")
        .contains("le=\"50.0\"} 3");
  }

  @Test
  void seriesAreBoundedAndWhatIsTooMuchIsStillCounted() {
    for (int i = 0; i < MeshMetrics.MAX_SERIES + 50; i++) {
      metrics.add(stats(Map.of("path", "/" + i), 1, 1, 0));
    }
    String text = scrape();
    assertThat(text.lines().filter(line -> line.startsWith("istio_requests_total{")).count())
        .isEqualTo(MeshMetrics.MAX_SERIES + 1);
    assertThat(text).contains("istio_requests_total{weft_overflow=\"true\"} 50.0");
  }

  @Test
  void labelsThatPrometheusCannotHaveAreLeftOut() {
    metrics.add(
        stats(
            Map.of("bad-name", "x", "le", "1", "__own", "x", "good", "y".repeat(5_000)), 1, 1, 0));
    assertThat(scrape())
        .contains("istio_requests_total{good=\"" + "y".repeat(200) + "\"} 1.0")
        .doesNotContain("bad-name");
  }

  private String scrape() {
    PrometheusRegistry prometheus = new PrometheusRegistry();
    prometheus.register(metrics);
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM).scrape();
  }

  private static Stats stats(Map<String, String> labels, long count, double sum, int bucket) {
    List<Long> buckets =
        new ArrayList<>(Collections.nCopies(Channel.BUCKET_EDGES_MILLIS.size() + 1, 0L));
    buckets.set(bucket, count);
    return new Stats(1, List.of(new Stats.Series(labels, count, sum, buckets)));
  }
}
