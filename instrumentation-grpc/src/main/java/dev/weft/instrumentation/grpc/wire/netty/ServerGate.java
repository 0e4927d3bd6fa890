package dev.weft.instrumentation.grpc.wire.netty;

import dev.weft.core.identity.MeshTls;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Attributes;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/** Accepts mesh TLS and plaintext on the same port. */
final class ServerGate extends Gate {
  private final MeshTls tls;
  private final WireKeys keys;

  ServerGate(ChannelHandler plaintext, MeshTls tls, WireKeys keys) {
    super(plaintext);
    this.tls = tls;
    this.keys = keys;
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
    long left = tls.endsInMillis(session);
    if (left != Long.MAX_VALUE) {
      // Callers of the mesh have gone by then (see ClientGate), but for a stream that goes on. From
      // the head of the pipeline: gRPC's own handler would wait for a peer that does not answer.
      Future<?> end =
          ctx.executor()
              .schedule(() -> ctx.pipeline().firstContext().close(), left, TimeUnit.MILLISECONDS);
      ctx.channel().closeFuture().addListener(closed -> end.cancel(false));
    }
    return attributes.toBuilder().set(keys.session(), session).build();
  }
}
