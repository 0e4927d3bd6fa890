package dev.weft.instrumentation.grpc;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.bootstrap.Members;
import dev.weft.core.Mesh;
import dev.weft.instrumentation.grpc.client.ClientSide;
import dev.weft.instrumentation.grpc.server.ServerSide;
import dev.weft.instrumentation.grpc.wire.Wire;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import dev.weft.instrumentation.grpc.wire.netty.NettyWire;
import io.grpc.ManagedChannel;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.internal.ServerImplBuilder;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** What the woven places of gRPC run. One for each class loader of gRPC. */
public final class GrpcHooks implements HookSet {
  private static final String SHADED = "io.grpc.netty.shaded.";

  private final Mesh mesh;
  private final WireKeys keys = WireKeys.create();
  private final ClientSide client;
  private final ServerSide server;
  private volatile @Nullable Wire plain;
  private volatile @Nullable Wire shaded;

  public GrpcHooks(Mesh mesh) {
    Members members = new Members(GrpcAdapters.all().get(0), MethodHandles.lookup());
    this.mesh = mesh;
    this.client = new ClientSide(mesh, keys, members);
    this.server = new ServerSide(mesh, keys, members);
  }

  @Override
  public Hook hook(String key) {
    return switch (key) {
      case GrpcAdapters.CHANNEL_BUILD ->
          (self, a, b, c, d) -> {
            client.building((ManagedChannelImplBuilder) self);
            return null;
          };
      case GrpcAdapters.CHANNEL_BUILT ->
          (self, channel, b, c, d) ->
              client.built((ManagedChannelImplBuilder) self, (ManagedChannel) channel);
      case GrpcAdapters.SERVER_BUILD ->
          (self, a, b, c, d) -> {
            server.building((ServerImplBuilder) self);
            return null;
          };
      case GrpcAdapters.NEGOTIATE ->
          (self, negotiation, http2, c, d) -> wire(self).negotiating(negotiation, http2);
      case GrpcAdapters.SERVER_STARTED ->
          (self, a, b, c, d) -> {
            server.started(self);
            return null;
          };
      case GrpcAdapters.SERVER_STOPPING ->
          (self, a, b, c, d) -> {
            server.stopping(self);
            return null;
          };
      default -> throw new IllegalArgumentException(key);
    };
  }

  /** Neither variant's classes are touched before they are there. */
  private Wire wire(Object self) {
    boolean isShaded = self.getClass().getName().startsWith(SHADED);
    Wire wire = isShaded ? shaded : plain;
    if (wire == null) {
      if (isShaded) {
        wire =
            new dev.weft.instrumentation.grpc.wire.shaded.NettyWire(mesh.tls(), keys, mesh.clock());
        shaded = wire;
      } else {
        wire = new NettyWire(mesh.tls(), keys, mesh.clock());
        plain = wire;
      }
    }
    return wire;
  }
}
