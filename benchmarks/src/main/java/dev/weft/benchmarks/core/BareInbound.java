package dev.weft.benchmarks.core;

import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Protocol;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A served call that costs nothing itself, of a peer whose identity is proven. */
final class BareInbound extends InboundExchange {
  private final @Nullable String traceParent;

  BareInbound(InboundPath path, @Nullable String traceParent) {
    super(path);
    this.traceParent = traceParent;
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String authority() {
    return "caller:9080";
  }

  @Override
  public String path() {
    return "/reviews/0";
  }

  @Override
  public @Nullable String header(String name) {
    return name.equals("traceparent") ? traceParent : null;
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return null;
  }

  @Override
  public int localPort() {
    return 9080;
  }

  @Override
  public @Nullable String peerId() {
    return "spiffe://cluster.local/ns/default/sa/productpage";
  }
}
