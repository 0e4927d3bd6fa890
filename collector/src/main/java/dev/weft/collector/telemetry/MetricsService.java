package dev.weft.collector.telemetry;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.metrics.Exposition;
import dev.weft.collector.metrics.Exposition.Format;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * {@code /metrics}: the mesh's calls and the collector's own health, as text of Prometheus or of
 * OpenMetrics, packed where the reader can unpack. It is made while it is sent, no faster than it
 * is read.
 */
public final class MetricsService implements HttpService {
  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final int CHUNK = 32 * 1024;

  /** Each holds a thread as long as its reader takes; the others are for the API. */
  private static final int MAX_READERS = 4;

  private final Supplier<Exposition> mesh;
  private final PrometheusMeterRegistry own;
  private final Semaphore readers = new Semaphore(MAX_READERS);

  public MetricsService(Supplier<Exposition> mesh, PrometheusMeterRegistry own) {
    this.mesh = mesh;
    this.own = own;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT);
    String encodings = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "");
    boolean packed = encodings.toLowerCase(Locale.ROOT).contains("gzip");
    Format format =
        accepted.contains("application/openmetrics-text") ? Format.OPEN_METRICS : Format.PLAIN;
    if (!readers.tryAcquire()) {
      return HttpResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          MediaType.PLAIN_TEXT_UTF_8,
          "at most " + MAX_READERS + " read /metrics at a time: try again\n");
    }
    HttpResponseWriter response = HttpResponse.streaming();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .add(HttpHeaderNames.CONTENT_TYPE, format == Format.PLAIN ? PLAIN : OPEN_METRICS)
            .add(HttpHeaderNames.VARY, "accept, accept-encoding");
    if (packed) {
      headers.add(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    context
        .blockingTaskExecutor()
        .execute(
            () -> {
              try {
                write(response, headers.build(), format, packed);
              } finally {
                readers.release();
              }
            });
    return response;
  }

  private void write(
      HttpResponseWriter response, ResponseHeaders headers, Format format, boolean packed) {
    response.write(headers);
    try (OutputStream out = packed ? packed(new Chunks(response)) : new Chunks(response);
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      mesh.get().write(text, format);
      text.write(own.scrape(format == Format.PLAIN ? PLAIN : OPEN_METRICS));
    } catch (IOException | CompletionException | CancellationException e) {
      response.close(e); // who asked has gone
      return;
    } catch (RuntimeException e) {
      response.close(e);
      throw e;
    }
    response.close();
  }

  private static OutputStream packed(OutputStream to) throws IOException {
    return new GZIPOutputStream(to, CHUNK);
  }

  /** Hands on what has come together once the piece before was read. */
  private static final class Chunks extends OutputStream {
    private final HttpResponseWriter response;
    private byte[] chunk = new byte[CHUNK];
    private int size;

    Chunks(HttpResponseWriter response) {
      this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
      if (size == CHUNK) {
        send();
      }
      chunk[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int at = offset;
      int left = length;
      while (left > 0) {
        if (size == CHUNK) {
          send();
        }
        int some = Math.min(left, CHUNK - size);
        System.arraycopy(bytes, at, chunk, size, some);
        size += some;
        at += some;
        left -= some;
      }
    }

    private void send() throws IOException {
      response.whenConsumed().join();
      if (!response.tryWrite(HttpData.wrap(chunk, 0, size))) {
        throw new IOException("the reader has gone");
      }
      chunk = new byte[CHUNK];
      size = 0;
    }

    @Override
    public void close() throws IOException {
      if (size > 0) {
        send();
      }
    }
  }
}
