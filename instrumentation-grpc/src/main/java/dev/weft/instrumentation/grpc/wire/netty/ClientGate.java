package dev.weft.instrumentation.grpc.wire.netty;

import dev.weft.core.identity.MeshTls;
import dev.weft.core.time.Clock;
import dev.weft.instrumentation.grpc.wire.SecurePeer;
import io.grpc.Attributes;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/** Speaks mesh TLS first. */
final class ClientGate extends Gate {
  private final MeshTls tls;
  private final SecurePeer peer;
  private final Clock clock;

  ClientGate(ChannelHandler plaintext, MeshTls tls, SecurePeer peer, Clock clock) {
    super(plaintext);
    this.tls = tls;
    this.peer = peer;
    this.clock = clock;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    // Literal and port only: by them the trust manager knows whom to expect, and no SNI is sent.
    String host = peer.address().getAddress().getHostAddress();
    int port = peer.address().getPort();
    ctx.pipeline()
        .addBefore(
            ctx.name(), null, secured(tls.clientContext().createSSLEngine(host, port), true));
  }

  @Override
  Attributes trusted(ChannelHandlerContext ctx, SSLSession session, Attributes attributes) {
    long left = tls.endsInMillis(session);
    if (left != Long.MAX_VALUE) {
      // The last quarter is for the calls that are under way then.
      peer.retireAt(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(left) / 4 * 3);
    }
    return attributes;
  }
}
