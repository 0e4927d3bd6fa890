package dev.weft.agent.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** Takes spans and metrics over OTLP and answers as told. */
public final class OtlpReceiver implements AutoCloseable {
  final ConcurrentLinkedDeque<Integer> answers = new ConcurrentLinkedDeque<>();
  final LinkedBlockingQueue<String> headers = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<ExportTraceServiceRequest> requests =
      new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<ExportMetricsServiceRequest> metrics =
      new LinkedBlockingQueue<>();
  private final CountDownLatch metricsCame = new CountDownLatch(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final HttpServer server;

  public OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::handle);
    server.createContext("/v1/metrics", this::metrics);
    server.createContext("/await-metrics", this::hold);
    server.setExecutor(workers);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  ExportTraceServiceRequest await() throws InterruptedException {
    ExportTraceServiceRequest request = requests.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no spans came");
    }
    return request;
  }

  public ExportMetricsServiceRequest awaitMetrics() throws InterruptedException {
    ExportMetricsServiceRequest request = metrics.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no metrics came");
    }
    return request;
  }

  private void metrics(HttpExchange exchange) throws IOException {
    ExportMetricsServiceRequest request =
        ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody());
    Integer answer = answers.poll();
    exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
    exchange.close();
    metrics.add(request);
    metricsCame.countDown();
  }

  /** Answers when metrics have come, so that a program knows how long to stay. */
  private void hold(HttpExchange exchange) throws IOException {
    try {
      exchange.sendResponseHeaders(metricsCame.await(20, TimeUnit.SECONDS) ? 204 : 504, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream body = exchange.getRequestBody();
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.parseFrom(gzip ? new GZIPInputStream(body) : body);
    Integer answer = answers.poll();
    headers.add(
        exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type"));
    exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
    exchange.close();
    requests.add(request);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
