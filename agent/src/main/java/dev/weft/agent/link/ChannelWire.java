package dev.weft.agent.link;

import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.FrameCodec;
import java.io.IOException;
import java.net.InetAddress;

/** Messages over a {@link WebSocketChannel}. */
final class ChannelWire implements Wire {
  /** Asked so often before it is given up; with the usual lease each 5 s. */
  private static final int PINGS_IN_SILENCE = 3;

  private final WebSocketChannel channel;
  private final FrameCodec codec;

  ChannelWire(WebSocketChannel channel, FrameCodec codec) {
    this.channel = channel;
    this.codec = codec;
  }

  @Override
  public void send(AgentMessage message) {
    try {
      channel.send(codec.write(message));
    } catch (IOException e) {
      // The reading thread learns of it and tells the machine, in order with what was read.
      channel.close("nothing can be sent: " + e.getMessage());
    }
  }

  /**
   * Finds out whether the other side lives and shows it that this one does; one that has stopped to
   * answer is given up. Where both speak by themselves, as every few seconds where calls are
   * counted, nothing is asked.
   */
  void keepAlive(long maxSilenceNanos) {
    if (channel.isSilent(maxSilenceNanos)) {
      channel.close("no sign of life for " + maxSilenceNanos / 1_000_000_000L + " s");
      return;
    }
    try {
      if (channel.wantsPing(maxSilenceNanos / PINGS_IN_SILENCE)) {
        channel.ping();
      }
    } catch (IOException e) {
      channel.close("nothing can be sent: " + e.getMessage());
    }
  }

  @Override
  public InetAddress localAddress() {
    return channel.localAddress();
  }

  @Override
  public void close(String reason) {
    channel.close(reason);
  }
}
