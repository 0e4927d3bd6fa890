package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.weft.core.Mesh;
import dev.weft.core.call.Refusal;
import dev.weft.core.context.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Stands before the application's filters for one request. */
final class MeshFilter extends Filter {
  private final Mesh mesh;
  private final Served served;
  private final HeaderNames names = new HeaderNames();

  MeshFilter(Mesh mesh, Served served) {
    this.mesh = mesh;
    this.served = served;
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Object implementation;
    SniffingChannel channel;
    try {
      implementation = Internals.implementation(exchange);
      channel = Internals.channel(implementation);
    } catch (Throwable fault) {
      // Nothing is known of the peer but that its handshake was good: as the application wrote it.
      mesh.fault(JdkHttpServer.NAME, fault);
      chain.doFilter(exchange);
      return;
    }
    String peer = channel == null ? null : verifyPeer(channel);
    ServerExchange call = open(exchange, implementation, channel, peer);
    if (call == null) {
      chain.doFilter(exchange);
      return;
    }
    Refusal refusal = call.refusal();
    served.begin(implementation, call);
    Context before = mesh.contexts().swap(call.context());
    try {
      if (refusal == null) {
        chain.doFilter(exchange);
      } else {
        answer(exchange, refusal);
      }
    } catch (Throwable failure) {
      served.fail(implementation, failure);
      throw failure;
    } finally {
      mesh.contexts().swap(before);
    }
  }

  /** An unwelcome peer is thrown out: the server closes the connection. */
  @Nullable String verifyPeer(SniffingChannel channel) throws IOException {
    try {
      return channel.verifyPeer();
    } catch (RuntimeException | LinkageError fault) {
      mesh.fault(JdkHttpServer.NAME, fault);
      throw new IOException("the peer cannot be verified", fault); // identity never fails open
    }
  }

  /** Null: a fault of ours. */
  private @Nullable ServerExchange open(
      HttpExchange exchange,
      Object implementation,
      @Nullable SniffingChannel channel,
      @Nullable String peer) {
    ServerExchange call = null;
    try {
      if (mesh.isLeaving() || (channel != null && channel.endsSoon())) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      call = new ServerExchange(mesh.inbound(), exchange, implementation, peer, names);
      call.open();
      if (channel != null) {
        channel.expect(call);
      }
      return call;
    } catch (RuntimeException | LinkageError fault) {
      if (call != null) {
        call.abandon(500, fault);
      }
      mesh.fault(JdkHttpServer.NAME, fault);
      return null;
    }
  }

  private static void answer(HttpExchange exchange, Refusal refusal) throws IOException {
    refusal.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
    exchange.getResponseHeaders().set(Refusal.FLAGS_HEADER, refusal.reason().name());
    byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(refusal.status(), empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public String description() {
    return "weft";
  }
}
