package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.websocket.CloseWebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import dev.weft.policy.frame.CollectorMessage.SignRefused;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.FrameCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketLinkTest {
  private final WebSocketWriter out = WebSocket.streaming();
  private final SocketLink link =
      new SocketLink(
          out,
          new Wording(new FrameCodec()),
          "127.0.0.1",
          dev.weft.collector.access.Principal.ANONYMOUS);

  @Test
  void whoeverDoesNotReadIsDroppedAndToldWhy() {
    for (int i = 0; i < 300; i++) {
      link.send(new StatsTaken(i));
    }
    List<WebSocketFrame> frames = out.collect().join();
    assertThat(frames).hasSize(257);
    assertThat(last(frames).reasonPhrase()).startsWith("too slow");
  }

  @Test
  void aLongReasonIsCutBetweenCharacters() {
    link.close("ü".repeat(200));
    String reason = last(out.collect().join()).reasonPhrase();
    assertThat(reason).isEqualTo("ü".repeat(61));
    assertThat(reason.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
  }

  @Test
  void aMessageBeyondTheChannelsLimitIsNotSent() {
    link.send(new SignRefused("ü".repeat(9 * 1024 * 1024)));
    List<WebSocketFrame> frames = out.collect().join();
    assertThat(frames).hasSize(1);
    assertThat(last(frames).reasonPhrase()).contains("larger than a message");
  }

  @Test
  void onAClosedLinkNothingHappens() {
    link.close("done");
    link.close("again");
    link.send(new StatsTaken(1));
    assertThat(out.collect().join()).hasSize(1);
  }

  private static CloseWebSocketFrame last(List<WebSocketFrame> frames) {
    return (CloseWebSocketFrame) frames.get(frames.size() - 1);
  }
}
