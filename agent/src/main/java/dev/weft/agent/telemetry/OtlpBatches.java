package dev.weft.agent.telemetry;

import dev.weft.agent.config.TelemetrySettings;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.Files;
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
  public OtlpBatches(
      TelemetrySettings settings, Map<String, Object> resource, Clock clock, AgentLog log) {
    this.resource = SpanView.resource(resource);
    this.senders = new ExporterSender.Provider(clock, log);
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.tracesEndpoint())
            .setTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
            .setCompression(settings.gzip() ? "gzip" : "none")
            .setMeterProvider(MeterProvider::noop)
            .setComponentLoader(new OneSender(senders));
    settings.headers().forEach(builder::addHeader);
    try {
      trust(builder, settings);
    } catch (IOException e) {
      log.warn("a certificate or key of the exporter cannot be read: " + e.getMessage());
    }
    this.exporter = builder.build();
  }

  private static void trust(OtlpHttpSpanExporterBuilder builder, TelemetrySettings settings)
      throws IOException {
    if (settings.certificate() != null) {
      builder.setTrustedCertificates(Files.readAllBytes(settings.certificate()));
    }
    if (settings.clientKey() != null && settings.clientCertificate() != null) {
      builder.setClientTls(
          Files.readAllBytes(settings.clientKey()),
          Files.readAllBytes(settings.clientCertificate()));
    }
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

  /** Gives the exporter our sender without a file in META-INF/services. */
  private record OneSender(HttpSenderProvider provider) implements ComponentLoader {
    @Override
    public <T> Iterable<T> load(Class<T> kind) {
      return kind.isInstance(provider) ? List.of(kind.cast(provider)) : List.of();
    }
  }
}
