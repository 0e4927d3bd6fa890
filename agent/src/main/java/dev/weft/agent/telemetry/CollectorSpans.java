package dev.weft.agent.telemetry;

import dev.weft.agent.config.OtlpTarget;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to the mesh's own collector, as OTLP written by hand: every traced JVM does this,
 * most within a second of their start, when OpenTelemetry's exporter would cost more than all else
 * that the agent does. Used by one thread.
 */
public final class CollectorSpans implements SpanExport.SpanBatches {
  /** About a minute of {@link #idle}. */
  private static final int LONG_IDLE = 60;

  private final OtlpRequest request;
  private final Sender sender;
  private int idle;

  /** Makes TLS sockets that check their peer in full. */
  @FunctionalInterface
  public interface Sockets {
    /**
     * @throws IOException if there can be none now
     */
    SSLSocketFactory factory() throws IOException;
  }

  /**
   * @param sockets null: the collector speaks plaintext
   * @param resource attributes of all spans: {@code String}, {@code Long} or {@code Boolean}
   */
  public CollectorSpans(
      OtlpTarget target,
      @Nullable Sockets sockets,
      Map<String, Object> resource,
      Clock clock,
      AgentLog log) {
    this.request = new OtlpRequest(resource);
    Map<String, List<String>> headers = new TreeMap<>();
    for (Map.Entry<String, String> header : target.headers().entrySet()) {
      headers.put(header.getKey(), List.of(header.getValue()));
    }
    Sender.Target to =
        new Sender.Target(
            URI.create(target.endpoint()), headers, target.gzip(), target.timeoutMillis());
    this.sender = new Sender("spans", to, new KeptPost(to, sockets, clock), clock, log);
  }

  @Override
  public boolean export(List<Span> spans, long untilNanos) {
    idle = 0;
    ProtoWriter message = request.of(spans);
    return sender.send(message.buffer(), message.size(), untilNanos);
  }

  @Override
  public void idle() {
    sender.idle();
    // The room is made at some cost, and takes less than a connection does of others.
    if (++idle == LONG_IDLE) {
      request.release();
    }
  }
}
