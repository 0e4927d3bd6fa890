package dev.weft.agent.telemetry;

import dev.weft.agent.config.OtlpTarget;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans to an endpoint of the user's through OpenTelemetry's own exporter, so that its
 * settings mean there what they mean everywhere. How it fared is learned from the sender, not from
 * the exporter, which would write to java.util.logging. Used by one thread.
 */
public final class OtlpBatches implements SpanExport.SpanBatches {
  private final SpanExporter exporter;
  private final ExporterSender.Provider senders;
  private final Resource resource;

  /**
   * @param resource attributes of all spans: {@code String}, {@code Long} or {@code Boolean}
   */
  public OtlpBatches(OtlpTarget target, Map<String, Object> resource, Clock clock, AgentLog log) {
    this.resource = SpanView.resource(resource);
    this.senders = new ExporterSender.Provider("spans", clock, log);
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
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
  public boolean export(List<Span> spans, long untilNanos) {
    List<SpanData> data = new ArrayList<>(spans.size());
    for (Span span : spans) {
      data.add(new SpanView(span, resource));
    }
    senders.giveUpAt(untilNanos);
    exporter.export(data);
    return senders.lastArrived();
  }
}
