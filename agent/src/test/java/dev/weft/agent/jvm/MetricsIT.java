package dev.weft.agent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.telemetry.OtlpReceiver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenTelemetry's metrics of a real JVM, sent by OTLP to where its environment says. */
class MetricsIT {
  static Stream<Path> homes() {
    return Jvm.homes();
  }

  private static Jvm program(Path home, OtlpReceiver receiver) {
    return Jvm.on(home)
        .option(AgentJar.FLAG, "-Dweft.service=probe", "-Dweft.collector=http://127.0.0.1:1")
        .option("-Dotel.exporter.otlp.metrics.endpoint=" + receiver.url() + "/v1/metrics")
        .option("-Dotel.metric.export.interval=1000", "-Dotel.traces.exporter=none");
  }

  @ParameterizedTest
  @MethodSource("homes")
  void requestsOfBothSidesAreExportedWithTheConventionsAttributes(Path home) throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Result result =
          program(home, receiver)
              .arguments(receiver.url() + "/await-metrics")
              .run(HttpProgram.class);
      assertThat(result.err()).isEmpty();

      ExportMetricsServiceRequest request = receiver.awaitMetrics();
      assertThat(request.getResourceMetrics(0).getResource().getAttributesList())
          .filteredOn(attribute -> attribute.getKey().equals("service.name"))
          .singleElement()
          .satisfies(name -> assertThat(name.getValue().getStringValue()).isEqualTo("probe"));
      Map<String, HistogramDataPoint> points = new TreeMap<>();
      for (Metric metric : request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
        points.put(metric.getName(), metric.getHistogram().getDataPoints(0));
      }
      assertThat(points)
          .containsOnlyKeys("http.client.request.duration", "http.server.request.duration");
      HistogramDataPoint client = points.get("http.client.request.duration");
      assertThat(client.getCount()).isEqualTo(1);
      assertThat(client.getSum()).isBetween(0.0, 60.0);
      assertThat(client.getAttributesList())
          .extracting(KeyValue::getKey)
          .containsExactlyInAnyOrder(
              "http.request.method", "server.address", "server.port", "http.response.status_code");
      assertThat(points.get("http.server.request.duration").getAttributesList())
          .extracting(KeyValue::getKey)
          .contains("http.request.method", "url.scheme", "http.response.status_code");
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void aSwitchStopsThemAndNothingIsLoaded(Path home) throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      for (String off : new String[] {"-Dotel.sdk.disabled=true", "-Dotel.metrics.exporter=none"}) {
        Jvm.Result result =
            program(home, receiver).option(off, "-Xlog:class+load").run(HttpProgram.class);
        assertThat(result.out()).contains("status 200").contains(" dev.weft.agent.runtime.");
        assertThat(result.out()).doesNotContain(" io.opentelemetry.", " dev.weft.core.measure.");
      }
    }
  }
}
