package dev.weft.core.fake;

import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Protocol;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A served request in plain data. */
public final class FakeInbound extends InboundExchange {
  public final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  public Protocol protocol = Protocol.HTTP;
  public String path = "/products/7?key=1";
  public @Nullable String peerId;
  public @Nullable String route;

  public FakeInbound(InboundPath inbound) {
    super(inbound);
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String authority() {
    return "shop:8080";
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public Protocol protocol() {
    return protocol;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public InetSocketAddress remote() {
    return new InetSocketAddress("10.1.2.3", 5555);
  }

  @Override
  public int localPort() {
    return 8080;
  }

  @Override
  public @Nullable String peerId() {
    return peerId;
  }

  @Override
  public @Nullable String route() {
    return route;
  }
}
