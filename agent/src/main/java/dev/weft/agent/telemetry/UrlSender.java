package dev.weft.agent.telemetry;

import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Sends on the calling thread by {@link HttpURLConnection}: it starts no threads and is not one of
 * the clients that the agent weaves. Tries again as OTLP says (429, 502, 503, 504, or no answer)
 * until the time is over. Used by one thread.
 */
final class UrlSender {
  private static final long FIRST_WAIT_NANOS = 250_000_000L;
  private static final long MAX_WAIT_NANOS = 5_000_000_000L;

  /** Of an answer, which is not looked at; a connection is only closed well when it was read. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final String what;
  private final Target target;
  private final Clock clock;
  private final AgentLog log;

  /**
   * Where messages go.
   *
   * @param headers of each message; may hold secrets, never logged
   * @param gzip whether messages are compressed
   * @param systemProxy whether the proxy that the JVM is configured for is used
   * @param timeoutMillis of one message with all its tries, from 1
   * @param sockets makes the sockets of an {@code https} endpoint; null: the JVM's own
   */
  record Target(
      URI endpoint,
      Map<String, List<String>> headers,
      boolean gzip,
      boolean systemProxy,
      long timeoutMillis,
      @Nullable Sockets sockets) {}

  /** Makes TLS sockets. */
  @FunctionalInterface
  interface Sockets {
    /**
     * @param connection whose host's name is not to be checked again where the sockets do
     * @throws IOException if there can be none now
     */
    void use(HttpsURLConnection connection) throws IOException;
  }

  /**
   * @param what is sent, for messages
   */
  UrlSender(String what, Target target, Clock clock, AgentLog log) {
    this.what = what;
    this.target = target;
    this.clock = clock;
    this.log = log;
  }

  /**
   * @param untilNanos on the clock: given up then
   * @return whether it arrived
   */
  boolean send(byte[] message, long untilNanos) {
    long until = clock.nanos() + target.timeoutMillis() * 1_000_000L;
    boolean ending = untilNanos - until < 0;
    if (ending) {
      until = untilNanos;
    }
    URI endpoint = target.endpoint();
    long wait = FIRST_WAIT_NANOS;
    while (true) {
      long retryAfterNanos;
      try {
        Answer answer = post(message, Math.max(1, (until - clock.nanos()) / 1_000_000));
        if (answer.status() >= 200 && answer.status() < 300) {
          return true;
        }
        log.info(endpoint + " answers " + what + " with " + answer.status());
        if (!answer.retryable()) {
          return false;
        }
        retryAfterNanos = answer.retryAfterNanos();
      } catch (IOException e) {
        log.info(endpoint + " takes no " + what + ": " + e.getMessage());
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

  private Answer post(byte[] message, long millis) throws IOException {
    URL url = target.endpoint().toURL();
    URLConnection opened =
        target.systemProxy() ? url.openConnection() : url.openConnection(Proxy.NO_PROXY);
    HttpURLConnection connection = (HttpURLConnection) opened;
    if (target.sockets() != null && connection instanceof HttpsURLConnection https) {
      target.sockets().use(https);
    }
    int timeout = (int) Math.min(millis, Integer.MAX_VALUE);
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setUseCaches(false);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Content-Type", "application/x-protobuf");
    // A kept connection would cost a thread of the JDK's that is not called weft-.
    connection.setRequestProperty("Connection", "close");
    for (Map.Entry<String, List<String>> header : target.headers().entrySet()) {
      for (String value : header.getValue()) {
        connection.addRequestProperty(header.getKey(), value);
      }
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

  private void write(byte[] message, HttpURLConnection connection) throws IOException {
    byte[] body = message;
    if (target.gzip()) {
      connection.setRequestProperty("Content-Encoding", "gzip");
      body = compressed(message);
    }
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
  }

  private static byte[] compressed(byte[] message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(message.length / 2);
    try (GZIPOutputStream zip = new GZIPOutputStream(body)) {
      zip.write(message);
    }
    return body.toByteArray();
  }

  private static void drain(HttpURLConnection connection) throws IOException {
    InputStream body =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream();
    if (body != null) {
      try (body) {
        body.readNBytes(MAX_ANSWER_BYTES);
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
}
