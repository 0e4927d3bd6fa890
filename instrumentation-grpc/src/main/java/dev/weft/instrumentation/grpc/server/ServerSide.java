package dev.weft.instrumentation.grpc.server;

import dev.weft.bootstrap.Members;
import dev.weft.core.Mesh;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.internal.InternalServer;
import io.grpc.internal.ServerImplBuilder;
import java.lang.invoke.MethodHandle;
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
  private final Members members;
  private final MethodHandle transport;
  private final MethodHandle interceptors;

  /** Guarded by itself. */
  private final Map<Object, List<Listeners.Listening>> listening = new WeakHashMap<>();

  /**
   * @param members of gRPC
   */
  public ServerSide(Mesh mesh, WireKeys keys, Members members) {
    this.mesh = mesh;
    this.keys = keys;
    this.members = members;
    String builder = "io.grpc.internal.ServerImplBuilder";
    this.transport = members.getter(builder, "clientTransportServersBuilder");
    this.interceptors = members.getter(builder, "interceptors");
  }

  /** A server is about to be built. In-process servers are none of the network's. */
  public void building(ServerImplBuilder builder) throws Throwable {
    // Of an earlier build with the same builder.
    ((List<?>) interceptors.invoke(builder)).removeIf(InboundInterceptor.class::isInstance);
    if (transport.invoke(builder).getClass().getName().startsWith("io.grpc.netty.")) {
      // gRPC runs the last one added first.
      builder.intercept(new InboundInterceptor(mesh, keys));
    }
  }

  /**
   * A server's transport listens.
   *
   * @param server {@code NettyServer} of either variant
   */
  public void started(Object server) throws Throwable {
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

  private boolean plaintext(Object server) throws Throwable {
    Object negotiator =
        members.getter(server.getClass().getName(), "protocolNegotiator").invoke(server);
    return negotiator.getClass().getSimpleName().equals("PlaintextProtocolNegotiator");
  }
}
