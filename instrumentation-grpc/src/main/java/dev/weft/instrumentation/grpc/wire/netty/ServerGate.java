package dev.weft.instrumentation.grpc.wire.netty;

import dev.weft.core.identity.MeshTls;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Attributes;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSession;

/** Accepts mesh TLS and plaintext on the same port. */
final class ServerGate extends Gate {
  private final MeshTls tls;
  private final WireKeys keys;
  private final LongSupplier wallMillis;

  ServerGate(ChannelHandler plaintext, MeshTls tls, WireKeys keys, LongSupplier wallMillis) {
    super(plaintext);
    this.tls = tls;
    this.keys = keys;
    this.wallMillis = wallMillis;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.pipeline().addBefore(ctx.name(), null, new TlsSniffer(tls));
  }

  @Override
  Attributes trusted(ChannelHandlerContext ctx, SSLSession session, Attributes attributes)
      throws IOException {
    // A resumed session skips the trust manager, so this is the only check that always runs.
    tls.verifyPeer(session);
    long left = Math.max(0, notAfterMillis(session) - wallMillis.getAsLong());
    Future<?> expiry =
        ctx.executor().schedule(() -> ctx.channel().close(), left, TimeUnit.MILLISECONDS);
    ctx.channel().closeFuture().addListener(closed -> expiry.cancel(false));
    return attributes.toBuilder().set(keys.session(), session).build();
  }
}
