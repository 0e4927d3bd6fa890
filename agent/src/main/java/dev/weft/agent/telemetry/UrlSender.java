package dev.weft.agent.telemetry;

import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends on the calling thread by {@link HttpURLConnection}: it starts no threads and is not one of
 * the clients that the agent weaves. Tries again as OTLP says (429, 502, 503, 504, or no answer)
 * until the time is over. Used by one thread.
 */
final class UrlSender implements HttpSender {
  private static final long FIRST_WAIT_NANOS = 250_000_000L;
  private static final long MAX_WAIT_NANOS = 5_000_000_000L;
  private static final int OK = 200;

  private final HttpSenderConfig config;
  private final Provider provider;

  private UrlSender(HttpSenderConfig config, Provider provider) {
    this.config = config;
    this.provider = provider;
  }

  /** Makes the sender, and knows how its last message fared. Used by one thread. */
  static final class Provider implements HttpSenderProvider {
    private final boolean systemProxy;
    private final Clock clock;
    private final AgentLog log;
    private long giveUpAt;
    private boolean lastArrived;

    /**
     * @param systemProxy whether the proxy that the JVM is configured for is used
     */
    Provider(boolean systemProxy, Clock clock, AgentLog log) {
      this.systemProxy = systemProxy;
      this.clock = clock;
      this.log = log;
    }

    /** No message is tried longer than this, on the clock. */
    void giveUpAt(long nanos) {
      giveUpAt = nanos;
    }

    boolean lastArrived() {
      return lastArrived;
    }

    @Override
    public HttpSender createSender(HttpSenderConfig config) {
      return new UrlSender(config, this);
    }
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    provider.lastArrived = trySending(message);
    // Always: the exporter writes failures to java.util.logging, which is the application's.
    onResponse.accept(new Taken());
  }

  private boolean trySending(MessageWriter message) {
    Clock clock = provider.clock;
    long until = clock.nanos() + config.getTimeout().toNanos();
    boolean ending = provider.giveUpAt - until < 0;
    if (ending) {
      until = provider.giveUpAt;
    }
    long wait = FIRST_WAIT_NANOS;
    while (true) {
      long retryAfterNanos;
      try {
        Answer answer = post(message, Math.max(1, (until - clock.nanos()) / 1_000_000));
        if (answer.status() >= 200 && answer.status() < 300) {
          return true;
        }
        provider.log.info(config.getEndpoint() + " answers spans with " + answer.status());
        if (!answer.retryable()) {
          return false;
        }
        retryAfterNanos = answer.retryAfterNanos();
      } catch (IOException e) {
        provider.log.info(config.getEndpoint() + " takes no spans: " + e.getMessage());
        if (ending) {
          // The JVM ends: nobody waits for an endpoint that is not there.
          return false;
        }
        retryAfterNanos = 0;
      }
      long pause = Math.max(wait, retryAfterNanos);
      if (clock.nanos() + pause - until >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(pause);
      wait = Math.min(MAX_WAIT_NANOS, 2 * wait);
    }
  }

  private record Answer(int status, long retryAfterNanos) {
    boolean retryable() {
      return status == 429 || status == 502 || status == 503 || status == 504;
    }
  }

  private Answer post(MessageWriter message, long millis) throws IOException {
    URL url = config.getEndpoint().toURL();
    URLConnection opened =
        provider.systemProxy ? url.openConnection() : url.openConnection(Proxy.NO_PROXY);
    HttpURLConnection connection = (HttpURLConnection) opened;
    SSLContext tls = config.getSslContext();
    if (tls != null && connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(tls.getSocketFactory());
    }
    int timeout = (int) Math.min(millis, Integer.MAX_VALUE);
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setUseCaches(false);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Content-Type", config.getContentType());
    // A kept connection would cost a thread of the JDK's that is not called weft-.
    connection.setRequestProperty("Connection", "close");
    for (Map.Entry<String, List<String>> e : config.getHeadersSupplier().get().entrySet()) {
      e.getValue().forEach(value -> connection.addRequestProperty(e.getKey(), value));
    }
    try {
      write(message, connection);
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the answer is no HTTP");
      }
      drain(connection);
      return new Answer(status, retryAfter(connection.getHeaderField("Retry-After")));
    } finally {
      connection.disconnect();
    }
  }

  private void write(MessageWriter message, HttpURLConnection connection) throws IOException {
    Compressor compressor = config.getCompressor();
    if (compressor != null) {
      connection.setRequestProperty("Content-Encoding", compressor.getEncoding());
      connection.setChunkedStreamingMode(0);
      try (OutputStream out = compressor.compress(connection.getOutputStream())) {
        message.writeMessage(out);
      }
      return;
    }
    connection.setFixedLengthStreamingMode(message.getContentLength());
    try (OutputStream out = connection.getOutputStream()) {
      message.writeMessage(out);
    }
  }

  private void drain(HttpURLConnection connection) throws IOException {
    InputStream body =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream();
    if (body != null) {
      try (body) {
        body.readNBytes((int) Math.min(config.getMaxResponseBodySize(), 64 * 1024));
      }
    }
  }

  /** Seconds only; a date is treated as absent, the usual pause is kept then. */
  private static long retryAfter(@Nullable String header) {
    if (header == null || header.isEmpty() || header.length() > 4) {
      return 0;
    }
    for (int i = 0; i < header.length(); i++) {
      if (!Character.isDigit(header.charAt(i))) {
        return 0;
      }
    }
    return Integer.parseInt(header) * 1_000_000_000L;
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  /** What the exporter is told. */
  private static final class Taken implements HttpResponse {
    @Override
    public int getStatusCode() {
      return OK;
    }

    @Override
    public String getStatusMessage() {
      return "OK";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }
}
