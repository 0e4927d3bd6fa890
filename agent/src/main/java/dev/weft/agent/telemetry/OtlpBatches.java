package dev.weft.agent.telemetry;

import dev.weft.agent.config.TelemetrySettings;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends spans as OTLP protobuf over HTTP. Used by one thread. */
public final class OtlpBatches implements SpanExport.SpanBatches {
  private final Map<String, Object> resource;
  private final UrlSender sender;

  /**
   * @param roots PEM that an {@code https} endpoint's certificate must chain to, where the settings
   *     name none; null: the JVM's
   * @param resource attributes of all spans: {@code String}, {@code Long} or {@code Boolean}
   */
  public OtlpBatches(
      TelemetrySettings settings,
      @Nullable Path roots,
      Map<String, Object> resource,
      Clock clock,
      AgentLog log) {
    this.resource = resource;
    SSLContext tls = null;
    try {
      tls = ExporterTls.context(settings, roots);
    } catch (IOException e) {
      log.warn("a certificate or key of the exporter cannot be used: " + e.getMessage());
    }
    this.sender = new UrlSender(settings, tls, clock, log);
  }

  @Override
  public boolean export(List<Span> spans, long untilNanos) {
    return sender.send(OtlpRequest.of(spans, resource), untilNanos);
  }
}
