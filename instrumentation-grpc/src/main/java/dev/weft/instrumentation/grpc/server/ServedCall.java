package dev.weft.instrumentation.grpc.server;

import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.instrumentation.grpc.wire.HeaderNames;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** One call being served, in the core's words. */
final class ServedCall extends InboundExchange {
  private final ServerCall<?, ?> call;
  private final Metadata headers;
  private final @Nullable String peerId;

  ServedCall(InboundPath path, ServerCall<?, ?> call, Metadata headers, @Nullable String peerId) {
    super(path);
    this.call = call;
    this.headers = headers;
    this.peerId = peerId;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String authority() {
    String authority = call.getAuthority();
    return authority == null ? "" : authority;
  }

  @Override
  public String path() {
    return "/" + call.getMethodDescriptor().getFullMethodName();
  }

  @Override
  public @Nullable String header(String name) {
    return HeaderNames.joined(headers, name);
  }

  @Override
  public Protocol protocol() {
    return Protocol.GRPC;
  }

  @Override
  public String scheme() {
    return attribute(Grpc.TRANSPORT_ATTR_SSL_SESSION) == null ? "http" : "https";
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return attribute(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress internet
        ? internet
        : null;
  }

  @Override
  public int localPort() {
    SocketAddress local = attribute(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
    return local instanceof InetSocketAddress internet ? internet.getPort() : 0;
  }

  @Override
  public @Nullable String peerId() {
    return peerId;
  }

  @Override
  public @Nullable String route() {
    return path();
  }

  private <T> @Nullable T attribute(Attributes.Key<T> key) {
    return call.getAttributes().get(key);
  }
}
