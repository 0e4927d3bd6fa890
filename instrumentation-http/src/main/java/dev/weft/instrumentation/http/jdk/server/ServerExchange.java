package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Protocol;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call that a JDK server answers. */
final class ServerExchange extends InboundExchange implements ReplyStream.Reply {
  private final HttpExchange exchange;
  private final Object implementation;
  private final @Nullable String peer;
  private final HeaderNames names;

  ServerExchange(
      InboundPath path,
      HttpExchange exchange,
      Object implementation,
      @Nullable String peer,
      HeaderNames names) {
    super(path);
    this.exchange = exchange;
    this.implementation = implementation;
    this.peer = peer;
    this.names = names;
  }

  HttpExchange exchange() {
    return exchange;
  }

  @Override
  public String method() {
    return exchange.getRequestMethod();
  }

  @Override
  public String authority() {
    List<String> hosts = values("host");
    return hosts == null || hosts.isEmpty() ? "" : hosts.get(0);
  }

  @Override
  public String path() {
    URI uri = exchange.getRequestURI();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  @Override
  public @Nullable String header(String name) {
    List<String> values = values(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    return values.size() == 1 ? values.get(0) : String.join(",", values);
  }

  private @Nullable List<String> values(String name) {
    return Internals.values(exchange.getRequestHeaders(), names.asStored(name));
  }

  @Override
  public long bodyLength() {
    return Internals.replyLength(implementation);
  }

  @Override
  public boolean isHeadSent() {
    return Internals.isHeadSent(implementation);
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public String scheme() {
    return exchange instanceof HttpsExchange ? "https" : "http";
  }

  @Override
  public InetSocketAddress remote() {
    return exchange.getRemoteAddress();
  }

  @Override
  public int localPort() {
    return exchange.getLocalAddress().getPort();
  }

  @Override
  public @Nullable String peerId() {
    return peer;
  }
}
