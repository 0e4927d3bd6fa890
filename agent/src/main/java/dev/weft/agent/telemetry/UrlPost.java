package dev.weft.agent.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends by {@link HttpURLConnection}, to any endpoint, by the proxy that this JVM is configured
 * for: it starts no threads and is not one of the clients that the agent weaves. Used by one
 * thread.
 */
final class UrlPost implements Post {
  private final Sender.Target target;
  private final @Nullable SSLSocketFactory sockets;

  /**
   * @param sockets makes the sockets of an {@code https} endpoint; null: the JVM's own
   */
  UrlPost(Sender.Target target, @Nullable SSLSocketFactory sockets) {
    this.target = target;
    this.sockets = sockets;
  }

  @Override
  public Answer send(byte[] bytes, int length, long millis) throws IOException {
    URL url = target.endpoint().toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    if (sockets != null && connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(sockets);
    }
    int timeout = (int) Math.min(millis, Integer.MAX_VALUE);
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setUseCaches(false);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Content-Type", CONTENT_TYPE);
    if (target.gzip()) {
      connection.setRequestProperty("Content-Encoding", "gzip");
    }
    // A kept connection would cost a thread of the JDK's that is not called weft-.
    connection.setRequestProperty("Connection", "close");
    for (Map.Entry<String, List<String>> header : target.headers().entrySet()) {
      for (String value : header.getValue()) {
        connection.addRequestProperty(header.getKey(), value);
      }
    }
    connection.setFixedLengthStreamingMode(length);
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(bytes, 0, length);
      }
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the answer is no HTTP");
      }
      drain(connection);
      return new Answer(status, connection.getHeaderField("Retry-After"));
    } finally {
      connection.disconnect();
    }
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
}
