package dev.weft.instrumentation.grpc.wire.netty;

import dev.weft.core.identity.MeshTls;
import dev.weft.core.time.Clock;
import dev.weft.instrumentation.grpc.wire.SecurePeer;
import dev.weft.instrumentation.grpc.wire.Wire;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** For the Netty that this file imports; the build makes the twin for the other. */
public final class NettyWire implements Wire {
  private final MeshTls tls;
  private final WireKeys keys;
  private final Clock clock;

  public NettyWire(MeshTls tls, WireKeys keys, Clock clock) {
    this.tls = tls;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public @Nullable Object negotiating(Object negotiation, Object http2) {
    ChannelHandler plaintext = (ChannelHandler) negotiation;
    GrpcHttp2ConnectionHandler handler = (GrpcHttp2ConnectionHandler) http2;
    if (handler.connection().isServer()) {
      return new ServerGate(plaintext, tls, keys);
    }
    SecurePeer peer = handler.getEagAttributes().get(keys.peer());
    return peer == null ? null : new ClientGate(plaintext, tls, peer, clock);
  }
}
