package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.Mesh;
import dev.weft.core.call.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/**
 * The life of served calls: from the head of the request to the end of the response, across the
 * dispatches of an asynchronous one.
 */
final class Calls {
  private final Mesh mesh;

  Calls(Mesh mesh) {
    this.mesh = mesh;
  }

  TomcatExchange begin(Request request, Response response) {
    TomcatExchange exchange = new TomcatExchange(mesh, request, response);
    request.setNote(Peer.EXCHANGE, exchange);
    exchange.open();
    if (mesh.isLeaving() && request.protocol().toString().startsWith("HTTP/1")) {
      response.setHeader("Connection", "close");
    }
    exchange.enter(mesh.contexts());
    return exchange;
  }

  /** An asynchronous call goes on, maybe on another thread. */
  @Nullable TomcatExchange again(Request request) {
    TomcatExchange exchange = (TomcatExchange) request.getNote(Peer.EXCHANGE);
    if (exchange != null) {
      exchange.enter(mesh.contexts());
    }
    return exchange;
  }

  void end(@Nullable TomcatExchange exchange, @Nullable Throwable failure) {
    if (exchange == null) {
      return;
    }
    exchange.leave(mesh.contexts());
    if (failure != null || !async(exchange.request())) {
      finish(exchange, failure);
    }
  }

  /** Nothing is left open when the container takes its objects back. */
  void recycled(Request request) {
    TomcatExchange exchange = (TomcatExchange) request.getNote(Peer.EXCHANGE);
    if (exchange != null) {
      finish(exchange, exchange.response().getErrorException());
    }
  }

  private static void finish(TomcatExchange exchange, @Nullable Throwable failure) {
    exchange.request().setNote(Peer.EXCHANGE, null);
    exchange.close(exchange.response().getStatus(), failure);
  }

  private static boolean async(Request request) {
    org.apache.catalina.connector.Request servlet =
        (org.apache.catalina.connector.Request) request.getNote(CoyoteAdapter.ADAPTER_NOTES);
    return servlet != null && servlet.isAsync();
  }

  /**
   * After the request was mapped: false answers it without the application, as the container does
   * for requests that it refuses itself.
   */
  @Nullable Object parsed(
      boolean parsed, Request request, org.apache.catalina.connector.Request servlet)
      throws IOException {
    TomcatExchange exchange = (TomcatExchange) request.getNote(Peer.EXCHANGE);
    if (exchange == null || !parsed) {
      return null;
    }
    exchange.mapped(servlet);
    Refusal refusal = exchange.refusal();
    if (refusal == null) {
      return null;
    }
    write(refusal, exchange.response());
    return Boolean.FALSE;
  }

  private static void write(Refusal refusal, Response response) throws IOException {
    byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(refusal.status());
    refusal
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setHeader(Refusal.FLAGS_HEADER, refusal.reason().name());
    response.setContentType("text/plain;charset=utf-8");
    response.setContentLength(body.length);
    if (body.length > 0) {
      response.doWrite(ByteBuffer.wrap(body));
    }
  }
}
