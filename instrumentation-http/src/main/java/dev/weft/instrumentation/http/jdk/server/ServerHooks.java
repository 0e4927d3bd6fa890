package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.Filter;
import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.Mesh;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners.Listening;
import dev.weft.core.listen.Listeners.Tls;
import java.io.OutputStream;
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
  private final MeshFilter filter;
  private final List<Filter> ownAlone;

  public ServerHooks(Mesh mesh) {
    this.mesh = mesh;
    filter = new MeshFilter(mesh, served);
    ownAlone = List.of(filter);
  }

  @Override
  public Hook hook(String key) {
    return switch (key) {
      case "start" -> (server, a, b, c, d) -> started(server);
      case "stop" -> (server, a, b, c, d) -> stopping(server);
      case "reads" -> (self, channel, server, c, d) -> reads((SocketChannel) channel);
      case "writes" -> (self, channel, server, c, d) -> channels.remove(channel);
      case "replies" -> (request, stream, b, c, d) -> replies((OutputStream) stream);
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

  /** Null where the server gathers what it writes by itself, or the connection is not ours. */
  private static @Nullable Object replies(OutputStream stream) throws Throwable {
    SniffingChannel channel = Internals.channelOf(stream);
    return channel == null ? null : channel.replies(stream);
  }

  private @Nullable Object filters(List<?> filters, Object handler) {
    if (!Internals.endsRequestChain(handler)) {
      return null;
    }
    if (filters.isEmpty()) {
      return ownAlone;
    }
    List<Filter> all = new ArrayList<>(filters.size() + 1);
    all.add(filter);
    for (Object filter : filters) {
      all.add((Filter) filter);
    }
    return all;
  }
}
