package dev.weft.agent.telemetry;

import dev.weft.agent.config.MetricsSettings;
import dev.weft.agent.config.OtlpTarget;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.measure.Instrument;
import dev.weft.core.measure.RequestDurations;
import dev.weft.core.measure.RequestDurations.Point;
import dev.weft.core.time.Clock;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends durations of requests to an endpoint of the user's through OpenTelemetry's own exporter, as
 * {@link OtlpBatches} does with spans. Used by one thread.
 */
public final class OtlpMetrics implements MetricExport.Metrics {
  private final OtlpHttpMetricExporter exporter;
  private final ExporterSender.Provider senders;
  private final Resource resource;
  private final RequestDurations durations;
  private final AggregationTemporality temporality;

  /** What arrived last, by attributes; of deltas alone. */
  private final Map<List<Object>, Point> before = new HashMap<>();

  private long startEpochNanos;

  /**
   * @param resource attributes of all metrics: {@code String}, {@code Long} or {@code Boolean}
   * @param startEpochNanos from when on {@code durations} have counted
   */
  public OtlpMetrics(
      MetricsSettings settings,
      Map<String, Object> resource,
      RequestDurations durations,
      long startEpochNanos,
      Clock clock,
      AgentLog log) {
    this.resource = SpanView.resource(resource);
    this.durations = durations;
    this.startEpochNanos = startEpochNanos;
    this.temporality =
        settings.delta() ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
    this.senders = new ExporterSender.Provider("metrics", clock, log);
    OtlpTarget target = settings.target();
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(target.endpoint())
            .setTimeout(target.timeoutMillis(), TimeUnit.MILLISECONDS)
            .setCompression(target.gzip() ? "gzip" : "none")
            .setMeterProvider(MeterProvider::noop)
            .setComponentLoader(senders.loader());
    target.headers().forEach(builder::addHeader);
    ExporterSender.trust(target, builder::setTrustedCertificates, builder::setClientTls, log);
    this.exporter = builder.build();
  }

  @Override
  public boolean export(long nowEpochNanos, long untilNanos) {
    List<Point> points = durations.points();
    Map<Instrument, List<HistogramPointData>> data = new EnumMap<>(Instrument.class);
    for (Point point : points) {
      Point told = temporality == AggregationTemporality.DELTA ? since(point) : point;
      HistogramPointData one = point(told, nowEpochNanos);
      if (one.getCount() > 0) {
        data.computeIfAbsent(point.instrument(), instrument -> new ArrayList<>()).add(one);
      }
    }
    if (data.isEmpty()) {
      return true;
    }
    List<MetricData> metrics = new ArrayList<>();
    data.forEach(
        (instrument, some) ->
            metrics.add(
                new MetricView(instrument, resource, HistogramData.create(temporality, some))));
    senders.giveUpAt(untilNanos);
    exporter.export(metrics);
    boolean arrived = senders.lastArrived();
    if (arrived && temporality == AggregationTemporality.DELTA) {
      startEpochNanos = nowEpochNanos;
      points.forEach(point -> before.put(key(point), point));
    }
    return arrived;
  }

  private static List<Object> key(Point point) {
    return List.of(point.instrument(), point.attributes());
  }

  private Point since(Point point) {
    Point last = before.get(key(point));
    if (last == null) {
      return point;
    }
    long[] counts = point.counts().clone();
    for (int i = 0; i < counts.length; i++) {
      counts[i] -= last.counts()[i];
    }
    double sum = Math.max(0, point.sumSeconds() - last.sumSeconds());
    return new Point(point.instrument(), point.attributes(), counts, sum);
  }

  private HistogramPointData point(Point point, long nowEpochNanos) {
    List<Long> counts = new ArrayList<>(point.counts().length);
    for (long count : point.counts()) {
      counts.add(count);
    }
    return HistogramPointData.create(
        startEpochNanos,
        nowEpochNanos,
        SpanView.attributes(point.attributes()),
        point.sumSeconds(),
        false,
        0,
        false,
        0,
        RequestDurations.edgesSeconds(),
        counts);
  }
}
