package dev.weft.instrumentation.grpc.wire.netty;

import dev.weft.core.identity.MeshTls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Looks at the first byte of an accepted connection. HTTP/2 begins with a {@code P}, TLS with a
 * record of type handshake. Its own removal passes on what it has read.
 */
final class TlsSniffer extends ByteToMessageDecoder {
  /** Told to the {@link Gate} behind. */
  static final Object PLAINTEXT = new Object();

  /** ContentType handshake, RFC 8446 section 5.1. */
  private static final int TLS_HANDSHAKE = 0x16;

  private final MeshTls tls;

  TlsSniffer(MeshTls tls) {
    this.tls = tls;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!in.isReadable()) {
      return;
    }
    // Without a certificate there is nothing to answer with: the connection fails as it would have.
    if (in.getUnsignedByte(in.readerIndex()) == TLS_HANDSHAKE && tls.ready()) {
      ctx.pipeline()
          .replace(this, null, Gate.secured(tls.serverContext().createSSLEngine(), false));
    } else {
      ctx.fireUserEventTriggered(PLAINTEXT);
      ctx.pipeline().remove(this);
    }
  }
}
