package dev.weft.agent.telemetry;

import dev.weft.agent.config.TelemetrySettings;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Sends spans as OTLP protobuf over HTTP. Used by one thread. */
public final class OtlpBatches implements SpanExport.SpanBatches {
  /** Makes TLS sockets that check their peer in full. */
  @FunctionalInterface
  public interface Sockets {
    /**
     * @throws IOException if there can be none now
     */
    SSLSocketFactory factory() throws IOException;
  }

  private final Map<String, Object> resource;
  private final UrlSender sender;

  /**
   * @param collector makes the TLS sockets where the endpoint is the collector's; null: it is not,
   *     or has none
   * @param resource attributes of all spans: {@code String}, {@code Long} or {@code Boolean}
   */
  public OtlpBatches(
      TelemetrySettings settings,
      @Nullable Sockets collector,
      Map<String, Object> resource,
      Clock clock,
      AgentLog log) {
    this.resource = resource;
    SSLContext tls = null;
    try {
      tls = ExporterTls.context(settings, null);
    } catch (IOException e) {
      log.warn("a certificate or key of the exporter cannot be used: " + e.getMessage());
    }
    this.sender = new UrlSender(settings, tls, collector, clock, log);
  }

  @Override
  public boolean export(List<Span> spans, long untilNanos) {
    return sender.send(OtlpRequest.of(spans, resource), untilNanos);
  }
}
