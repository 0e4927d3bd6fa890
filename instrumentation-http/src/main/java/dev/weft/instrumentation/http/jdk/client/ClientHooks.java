package dev.weft.instrumentation.http.jdk.client;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.Mesh;
import dev.weft.core.call.Refusal;
import dev.weft.core.context.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The hooks of {@link JavaHttpClient}, by their keys. */
public final class ClientHooks implements HookSet {
  private final Mesh mesh;
  private final Requests requests = new Requests();

  public ClientHooks(Mesh mesh) {
    this.mesh = mesh;
  }

  @Override
  public Hook hook(String key) {
    return switch (key) {
      case "handler" -> (self, handler, user, request, client) -> handler(handler, request);
      case "answered" -> (multi, future, executor, none, none2) -> answered(multi, future);
      case "cancelled-because" -> (multi, cause, b, c, d) -> cancelled(multi, (IOException) cause);
      case "cancelled" ->
          (multi, done, b, c, d) ->
              Boolean.TRUE.equals(done)
                  ? cancelled(multi, new IOException("Request cancelled"))
                  : null;
      case "call" -> (exchange, a, b, c, d) -> call(exchange);
      case "body" -> (exchange, handler, b, c, d) -> body(handler);
      case "subscriber" -> (none, subscriber, b, c, d) -> WatchedSubscriber.watched(subscriber);
      case "no-body" -> (exchange, a, b, c, d) -> noBody(exchange);
      case "address" -> (request, a, b, c, d) -> address(request);
      case "secure" -> (request, a, b, c, d) -> secure(request);
      case "proxy" -> (request, a, b, c, d) -> address(request) == null ? null : Hook.NOTHING;
      case "headers" -> (request, headers, b, c, d) -> headers(request);
      case "host" -> (request, host, b, c, d) -> host(request);
      case "target" -> (request, target, b, c, d) -> target(request);
      case "pseudo-headers" -> (self, headers, request, c, d) -> pseudo(headers, request);
      case "engine" -> (self, context, host, port, like) -> engine(host, port, like);
      default -> throw new IllegalArgumentException("no hook " + key);
    };
  }

  private @Nullable Object handler(Object handler, Object request) {
    if (mesh.ownThread() || !concerns((HttpRequest) request)) {
      return null;
    }
    return new CallHandler<>((BodyHandler<?>) handler, mesh.contexts().get());
  }

  private boolean concerns(HttpRequest request) {
    String host = request.uri().getHost();
    return host != null && mesh.concerns(host);
  }

  private @Nullable Object call(Object exchange) throws Throwable {
    CallHandler<?> handler = Internals.handler(Internals.multi(exchange));
    if (handler == null) {
      return null;
    }
    HttpRequest request = Internals.request(exchange);
    if (!concerns(request)) {
      handler.end();
      return null;
    }
    Context before = mesh.contexts().swap(handler.context());
    try {
      ClientExchange outbound =
          new ClientExchange(mesh.outbound(), request, Internals.systemHeaders(request));
      return new ClientCall(outbound, mesh.timer(), requests, exchange, handler).head();
    } finally {
      mesh.contexts().swap(before);
    }
  }

  /** Where the library fails between a head and its body, nobody reads the body to its end. */
  private static @Nullable Object answered(Object multi, Object future) throws Throwable {
    CallHandler<?> handler = Internals.handler(multi);
    if (handler != null) {
      ((CompletableFuture<?>) future)
          .whenComplete(
              (response, failure) -> {
                if (failure != null) {
                  handler.end();
                }
              });
    }
    return null;
  }

  private static @Nullable Object cancelled(Object multi, IOException cause) throws Throwable {
    CallHandler<?> handler = Internals.handler(multi);
    ClientCall call = handler == null ? null : handler.call();
    if (call != null) {
      call.givenUp(cause);
    }
    return null;
  }

  private static @Nullable Object body(Object handler) {
    return handler instanceof CallHandler<?> ours && ours.refusal() != null
        ? RefusedBody.read(ours, ours.refusal())
        : null;
  }

  /** A refusal without a body holds no connection to give back. */
  private static @Nullable Object noBody(Object exchange) throws Throwable {
    CallHandler<?> handler = Internals.handler(Internals.multi(exchange));
    Refusal refusal = handler == null ? null : handler.refusal();
    return refusal == null ? null : Hook.NOTHING;
  }

  private @Nullable Object address(Object request) {
    Wire wire = requests.wire(request);
    return wire == null ? null : wire.address();
  }

  private @Nullable Object secure(Object request) {
    Wire wire = requests.wire(request);
    return wire == null || !wire.elsewhere() ? null : wire.secure();
  }

  private @Nullable Object headers(Object request) {
    Wire wire = requests.wire(request);
    return wire == null ? null : wire.headers();
  }

  /** The library writes the request line next: the connection is there, bytes are leaving. */
  private @Nullable Object target(Object http1) throws Throwable {
    Wire wire = requests.wire(Internals.requestOfHttp1(http1));
    if (wire == null) {
      return null;
    }
    wire.attempt().sent();
    return wire.path();
  }

  /**
   * The library leaves out the default port of the wire's scheme, which is not the application's.
   */
  private @Nullable Object host(Object http1) throws Throwable {
    HttpRequest request = Internals.requestOfHttp1(http1);
    Wire wire = requests.wire(request);
    if (wire == null || !wire.elsewhere()) {
      return null;
    }
    if (wire.authority() != null) {
      return wire.authority();
    }
    URI uri = request.uri();
    int usual = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    return uri.getPort() == -1 || uri.getPort() == usual
        ? uri.getHost()
        : uri.getHost() + ":" + uri.getPort();
  }

  private @Nullable Object pseudo(Object headers, Object request) {
    Wire wire = requests.wire(request);
    if (wire == null) {
      return null;
    }
    wire.attempt().sent();
    return wire.path() == null && wire.authority() == null
        ? null
        : EditedHeaders.pseudo((HttpHeaders) headers, wire);
  }

  /** The trust manager finds the peer to expect by the numeric address; no name is sent. */
  private @Nullable Object engine(Object host, Object port, Object like) {
    if (!requests.secures((String) host, (Integer) port)) {
      return null;
    }
    SSLEngine engine = mesh.tls().clientContext().createSSLEngine((String) host, (Integer) port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    String[] alpn = ((SSLParameters) like).getApplicationProtocols();
    if (alpn != null) {
      parameters.setApplicationProtocols(alpn);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }
}
