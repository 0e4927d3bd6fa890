package dev.weft.instrumentation.grpc.server;

import dev.weft.core.Mesh;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.internal.InternalServer;
import io.grpc.internal.ServerImplBuilder;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** Puts the mesh into servers as they are built, and tells what they listen on. Thread-safe. */
public final class ServerSide {
  private final Mesh mesh;
  private final WireKeys keys;
  private final Field transport;
  private final Field interceptors;

  /** Guarded by itself. */
  private final Map<Object, List<Listeners.Listening>> listening = new WeakHashMap<>();

  public ServerSide(Mesh mesh, WireKeys keys) throws NoSuchFieldException {
    this.mesh = mesh;
    this.keys = keys;
    this.transport = ServerImplBuilder.class.getDeclaredField("clientTransportServersBuilder");
    transport.setAccessible(true);
    this.interceptors = ServerImplBuilder.class.getDeclaredField("interceptors");
    interceptors.setAccessible(true);
  }

  /** A server is about to be built. In-process servers are none of the network's. */
  public void building(ServerImplBuilder builder) throws IllegalAccessException {
    // Of an earlier build with the same builder.
    ((List<?>) interceptors.get(builder)).removeIf(InboundInterceptor.class::isInstance);
    if (transport.get(builder).getClass().getName().startsWith("io.grpc.netty.")) {
      // gRPC runs the last one added first.
      builder.intercept(new InboundInterceptor(mesh, keys));
    }
  }

  /**
   * A server's transport listens.
   *
   * @param server {@code NettyServer} of either variant
   */
  public void started(Object server) throws ReflectiveOperationException {
    Listeners.Tls tls = plaintext(server) ? Listeners.Tls.NONE : Listeners.Tls.APPLICATION;
    List<Listeners.Listening> opened = new ArrayList<>();
    for (SocketAddress bound : ((InternalServer) server).getListenSocketAddresses()) {
      if (bound instanceof InetSocketAddress address) {
        Listeners.Listening listener = mesh.listeners().opened(address, Protocol.GRPC, tls);
        opened.add(listener);
        if (tls == Listeners.Tls.NONE) {
          mesh.tls().whenReady(() -> listener.acceptsMtls(address.getPort()));
        }
      }
    }
    synchronized (listening) {
      listening.put(server, opened);
    }
  }

  /** It is about to close its sockets. */
  public void stopping(Object server) {
    List<Listeners.Listening> opened;
    synchronized (listening) {
      opened = listening.remove(server);
    }
    if (opened != null) {
      opened.forEach(Listeners.Listening::close);
    }
  }

  private static boolean plaintext(Object server) throws ReflectiveOperationException {
    Field negotiator = server.getClass().getDeclaredField("protocolNegotiator");
    negotiator.setAccessible(true);
    return negotiator.get(server).getClass().getSimpleName().equals("PlaintextProtocolNegotiator");
  }
}
