package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.Filter;
import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.Mesh;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners.Listening;
import dev.weft.core.listen.Listeners.Tls;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The hooks of {@link JdkHttpServer}, by their keys. */
public final class ServerHooks implements HookSet {
  private final Mesh mesh;
  private final ConcurrentMap<Object, Listening> servers = new ConcurrentHashMap<>();

  /** Between the two streams of a new connection, which are made one after the other. */
  private final ConcurrentMap<SocketChannel, SniffingChannel> channels = new ConcurrentHashMap<>();

  private final Served served = new Served();

  public ServerHooks(Mesh mesh) {
    this.mesh = mesh;
  }

  @Override
  public Hook hook(String key) {
    return switch (key) {
      case "start" -> (server, a, b, c, d) -> started(server);
      case "stop" -> (server, a, b, c, d) -> stopping(server);
      case "reads" -> (self, channel, server, c, d) -> reads((SocketChannel) channel);
      case "writes" -> (self, channel, server, c, d) -> channels.remove(channel);
      case "filters" -> (self, filters, handler, c, d) -> filters((List<?>) filters, handler);
      case "event" -> (server, event, b, c, d) -> served.end(Internals.exchangeOfEvent(event));
      case "closed" -> (exchange, a, b, c, d) -> served.end(exchange);
      default -> throw new IllegalArgumentException("no hook " + key);
    };
  }

  private @Nullable Object started(Object server) throws Throwable {
    InetSocketAddress bound = Internals.address(server);
    boolean https = Internals.isHttps(server);
    Listening listening =
        mesh.listeners().opened(bound, Protocol.HTTP, https ? Tls.APPLICATION : Tls.NONE);
    servers.put(server, listening);
    if (!https) {
      mesh.tls().whenReady(() -> listening.acceptsMtls(bound.getPort()));
    }
    return null;
  }

  private @Nullable Object stopping(Object server) {
    Listening listening = servers.remove(server);
    if (listening != null) {
      listening.close();
    }
    return null;
  }

  private SniffingChannel reads(SocketChannel channel) {
    SniffingChannel sniffing = new SniffingChannel(channel, mesh.tls());
    channels.put(channel, sniffing);
    return sniffing;
  }

  private @Nullable Object filters(List<?> filters, Object handler) {
    if (!Internals.endsRequestChain(handler)) {
      return null;
    }
    List<Filter> all = new ArrayList<>(filters.size() + 1);
    all.add(new MeshFilter(mesh, served));
    for (Object filter : filters) {
      all.add((Filter) filter);
    }
    return all;
  }
}
