package dev.weft.collector.server;

import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import dev.weft.collector.access.Principal;
import dev.weft.collector.push.AgentLink;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sending side of one WebSocket. Thread-safe. */
final class SocketLink implements AgentLink {
  private static final Logger log = LoggerFactory.getLogger(SocketLink.class);

  /**
   * Messages that are not yet written to the network. Frames go one at a time, so that these are
   * answers that the agent asked for and does not read.
   */
  private static final int MAX_QUEUED = 256;

  /** A close frame holds 125 bytes, two of them its code. */
  private static final int MAX_REASON_BYTES = 123;

  private final WebSocketWriter out;
  private final Wording wording;
  private final String address;
  private final Principal principal;
  private final AtomicInteger queued = new AtomicInteger();

  SocketLink(WebSocketWriter out, Wording wording, String address, Principal principal) {
    this.principal = principal;
    this.out = out;
    this.wording = wording;
    this.address = address;
  }

  @Override
  public void send(CollectorMessage message) {
    String text = wording.of(message);
    // Three bytes a character at most; only a text near the limit is measured.
    if (text.length() > Channel.MAX_MESSAGE_BYTES / 3
        && text.getBytes(StandardCharsets.UTF_8).length > Channel.MAX_MESSAGE_BYTES) {
      close("what it is to know is larger than a message of the channel");
      return;
    }
    if (queued.incrementAndGet() > MAX_QUEUED) {
      close("too slow: " + MAX_QUEUED + " messages wait to be read");
      return;
    }
    if (out.tryWrite(text)) {
      out.whenConsumed().thenRun(queued::decrementAndGet);
    }
  }

  void pong(byte[] data) {
    if (out.isOpen()) {
      out.tryWrite(WebSocketFrame.ofPong(data));
    }
  }

  @Override
  public void close(String reason) {
    log.debug("Closing the channel to {}: {}", address, reason);
    if (out.isOpen()) {
      out.close(WebSocketCloseStatus.POLICY_VIOLATION, cut(reason));
    }
  }

  void closeNormally() {
    if (out.isOpen()) {
      out.close();
    }
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  private static String cut(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_REASON_BYTES) {
      return reason;
    }
    int length = MAX_REASON_BYTES;
    while ((bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
