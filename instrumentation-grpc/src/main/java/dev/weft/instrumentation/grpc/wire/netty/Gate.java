package dev.weft.instrumentation.grpc.wire.netty;

import io.grpc.Attributes;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Holds gRPC's plaintext negotiation back until it is known what the connection speaks and, with
 * mesh TLS, until the handshake is done. gRPC then negotiates as if it were plaintext, so scheme,
 * security level and session are for the application what they are without the mesh.
 */
abstract class Gate extends ChannelInboundHandlerAdapter {
  /** Both ends offer it, so that a listener which speaks several protocols can tell. */
  private static final String H2 = "h2";

  private final ChannelHandler plaintext;
  private @Nullable ProtocolNegotiationEvent begun;

  Gate(ChannelHandler plaintext) {
    this.plaintext = plaintext;
  }

  /** The handshake is done; an exception ends the connection. */
  abstract Attributes trusted(ChannelHandlerContext ctx, SSLSession session, Attributes attributes)
      throws IOException;

  static SslHandler secured(SSLEngine engine, boolean client) {
    engine.setUseClientMode(client);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {H2});
    if (!client) {
      parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return new SslHandler(engine);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ProtocolNegotiationEvent negotiation) {
      begun = negotiation;
    } else if (event == TlsSniffer.PLAINTEXT) {
      proceed(ctx, null);
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        SSLEngine engine = ctx.pipeline().get(SslHandler.class).engine();
        if (!H2.equals(engine.getApplicationProtocol())) {
          throw new SSLException("mesh TLS: the peer does not speak HTTP/2 at this port");
        }
        proceed(ctx, engine.getSession());
      } else {
        ctx.fireExceptionCaught(handshake.cause());
      }
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  private void proceed(ChannelHandlerContext ctx, @Nullable SSLSession session) throws IOException {
    ProtocolNegotiationEvent event = begun;
    if (event == null) {
      throw new IllegalStateException("no negotiation has begun");
    }
    if (session != null) {
      Attributes attributes = InternalProtocolNegotiationEvent.getAttributes(event);
      event =
          InternalProtocolNegotiationEvent.withAttributes(event, trusted(ctx, session, attributes));
    }
    ctx.pipeline().replace(this, null, plaintext);
    ctx.fireUserEventTriggered(event);
  }
}
