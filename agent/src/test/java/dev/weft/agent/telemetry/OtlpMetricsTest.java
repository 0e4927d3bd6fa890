package dev.weft.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.MetricsSettings;
import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.measure.Instrument;
import dev.weft.core.measure.RequestDurations;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OtlpMetricsTest {
  private static final long PATIENCE = Long.MAX_VALUE / 4;

  private final RequestDurations durations = new RequestDurations();
  private final AgentLog log =
      new AgentLog(Settings.LogLevel.WARN, new PrintStream(new ByteArrayOutputStream(), true));
  private OtlpReceiver receiver;

  @BeforeEach
  void startReceiver() throws Exception {
    receiver = new OtlpReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private OtlpMetrics metrics(Map<String, String> env) {
    Map<String, String> all = new HashMap<>(env);
    all.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url());
    MetricsSettings settings =
        Settings.parse("service=reviews", all, new Properties()).telemetry().metrics();
    Map<String, Object> resource = Map.of("service.name", "reviews");
    return new OtlpMetrics(settings, resource, durations, 1_000, System::nanoTime, log);
  }

  private void served(int status, long millis) {
    durations.add(
        Instrument.HTTP_SERVER,
        new RequestDurations.Request("GET", "http", "/reviews/{id}", "", 0, status, ""),
        millis * 1_000_000);
  }

  private Metric next() throws InterruptedException {
    return receiver.awaitMetrics().getResourceMetrics(0).getScopeMetrics(0).getMetrics(0);
  }

  @Test
  void durationsArriveWithTheConventionsNamesUnitAndEdges() throws Exception {
    OtlpMetrics metrics = metrics(Map.of());
    served(200, 3);
    served(200, 80);
    assertThat(metrics.export(2_000, PATIENCE)).isTrue();

    Metric metric = next();
    assertThat(metric.getName()).isEqualTo("http.server.request.duration");
    assertThat(metric.getUnit()).isEqualTo("s");
    Histogram histogram = metric.getHistogram();
    assertThat(histogram.getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    HistogramDataPoint point = histogram.getDataPoints(0);
    assertThat(point.getStartTimeUnixNano()).isEqualTo(1_000);
    assertThat(point.getTimeUnixNano()).isEqualTo(2_000);
    assertThat(point.getCount()).isEqualTo(2);
    assertThat(point.getSum()).isEqualTo(0.083);
    assertThat(point.getExplicitBoundsList())
        .containsExactly(
            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    assertThat(point.getBucketCountsList().subList(0, 6)).containsExactly(1L, 0L, 0L, 0L, 0L, 1L);
    assertThat(point.getAttributesList())
        .extracting(KeyValue::getKey)
        .containsExactlyInAnyOrder(
            "http.request.method", "http.route", "url.scheme", "http.response.status_code");
  }

  @Test
  void cumulativeCountsGrowFromTheStart() throws Exception {
    OtlpMetrics metrics = metrics(Map.of());
    served(200, 1);
    metrics.export(2_000, PATIENCE);
    served(200, 1);
    metrics.export(3_000, PATIENCE);
    assertThat(next().getHistogram().getDataPoints(0).getCount()).isEqualTo(1);
    HistogramDataPoint second = next().getHistogram().getDataPoints(0);
    assertThat(second.getCount()).isEqualTo(2);
    assertThat(second.getStartTimeUnixNano()).isEqualTo(1_000);
  }

  @Test
  void deltasAreOfWhatCameSinceTheLastThatArrived() throws Exception {
    OtlpMetrics metrics =
        metrics(Map.of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"));
    served(200, 1);
    metrics.export(2_000, PATIENCE);
    served(200, 1);
    receiver.answers.add(400);
    assertThat(metrics.export(3_000, PATIENCE)).isFalse();
    served(200, 1);
    served(500, 1);
    metrics.export(4_000, PATIENCE);
    next();
    next();
    Histogram third = next().getHistogram();
    assertThat(third.getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    assertThat(third.getDataPointsList())
        .extracting(HistogramDataPoint::getCount)
        .containsExactlyInAnyOrder(2L, 1L);
    assertThat(third.getDataPointsList())
        .extracting(HistogramDataPoint::getStartTimeUnixNano)
        .containsOnly(2_000L);
  }

  @Test
  void whatWasCountedToTheEndIsExported() throws Exception {
    MetricExport export =
        new MetricExport(
            Long.MAX_VALUE / 4, () -> metrics(Map.of()), () -> 5_000, System::nanoTime, log);
    export.start();
    served(200, 1);
    export.close();
    export.awaitEnd();
    assertThat(next().getHistogram().getDataPoints(0).getCount()).isEqualTo(1);
  }

  @Test
  void nothingCountedIsNothingSent() throws Exception {
    OtlpMetrics metrics = metrics(Map.of());
    assertThat(metrics.export(2_000, PATIENCE)).isTrue();
    served(200, 1);
    metrics.export(3_000, PATIENCE);
    assertThat(next().getHistogram().getDataPoints(0).getTimeUnixNano()).isEqualTo(3_000);
  }
}
