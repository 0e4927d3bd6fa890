package dev.weft.agent.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** Takes spans over OTLP and answers as told. */
final class OtlpReceiver implements AutoCloseable {
  final ConcurrentLinkedDeque<Integer> answers = new ConcurrentLinkedDeque<>();
  final LinkedBlockingQueue<String> headers = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<ExportTraceServiceRequest> requests =
      new LinkedBlockingQueue<>();
  private final HttpServer server;

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  ExportTraceServiceRequest await() throws InterruptedException {
    ExportTraceServiceRequest request = requests.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no spans came");
    }
    return request;
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
  }
}
