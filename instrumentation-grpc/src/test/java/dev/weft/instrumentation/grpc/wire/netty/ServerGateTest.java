package dev.weft.instrumentation.grpc.wire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.identity.MeshTls;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

class ServerGateTest {
  private final Plaintext plaintext = new Plaintext();
  private final Tls tls = new Tls();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new ServerGate(plaintext, tls, WireKeys.create()));

  @Test
  void plaintextIsNegotiatedAtTheFirstByteAndLosesNone() {
    negotiate();
    assertThat(plaintext.events).as("nothing is known yet").isEmpty();

    receive("PRI * HTTP/2.0");
    receive("\r\n");
    assertThat(plaintext.events).containsExactly("negotiate", "PRI * HTTP/2.0", "\r\n");
    assertThat(channel.pipeline().get(TlsSniffer.class)).isNull();
  }

  @Test
  void withoutACertificateTlsIsNoneOfOurs() {
    tls.ready = false;
    negotiate();
    receive("\u0016\u0003\u0001");
    assertThat(plaintext.events).containsExactly("negotiate", "\u0016\u0003\u0001");
  }

  @Test
  void aTlsRecordIsTakenForMeshTlsAndGarbageEndsIt() {
    negotiate();
    // A whole record, whose type is handshake and whose content is none.
    assertThatThrownBy(() -> receive("\u0016\u0003\u0001\u0000\u0005hello"))
        .isInstanceOf(SSLException.class);
    assertThat(plaintext.events).isEmpty();
  }

  private void negotiate() {
    channel.pipeline().fireUserEventTriggered(InternalProtocolNegotiationEvent.getDefault());
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  /** What gRPC would negotiate by. */
  private static final class Plaintext extends ChannelInboundHandlerAdapter {
    private final List<String> events = new ArrayList<>();

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ProtocolNegotiationEvent) {
        events.add("negotiate");
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      events.add(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
  }

  private static final class Tls implements MeshTls {
    private boolean ready = true;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public SSLContext clientContext() {
      return serverContext();
    }

    @Override
    public SSLContext serverContext() {
      try {
        return SSLContext.getDefault();
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String verifyPeer(SSLSession session) {
      return "spiffe://cluster.local/ns/default/sa/a";
    }

    @Override
    public long generation() {
      return 1;
    }

    @Override
    public void whenReady(Runnable action) {
      action.run();
    }
  }
}
