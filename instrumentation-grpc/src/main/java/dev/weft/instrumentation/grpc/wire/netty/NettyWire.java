package dev.weft.instrumentation.grpc.wire.netty;

import dev.weft.core.identity.MeshTls;
import dev.weft.instrumentation.grpc.wire.SecurePeer;
import dev.weft.instrumentation.grpc.wire.Wire;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.channel.ChannelHandler;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** For the Netty that this file imports; the build makes the twin for the other. */
public final class NettyWire implements Wire {
  private final MeshTls tls;
  private final WireKeys keys;
  private final LongSupplier wallMillis;

  public NettyWire(MeshTls tls, WireKeys keys, LongSupplier wallMillis) {
    this.tls = tls;
    this.keys = keys;
    this.wallMillis = wallMillis;
  }

  @Override
  public @Nullable Object negotiating(Object negotiation, Object http2) {
    ChannelHandler plaintext = (ChannelHandler) negotiation;
    GrpcHttp2ConnectionHandler handler = (GrpcHttp2ConnectionHandler) http2;
    if (handler.connection().isServer()) {
      return new ServerGate(plaintext, tls, keys, wallMillis);
    }
    SecurePeer peer = handler.getEagAttributes().get(keys.peer());
    return peer == null ? null : new ClientGate(plaintext, tls, peer);
  }
}
