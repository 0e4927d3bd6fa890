package dev.weft.agent.link;

import dev.weft.policy.frame.AgentMessage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines of the access log, at most as many a second as the collector takes beside all else.
 * What waits meanwhile is bounded by its source, which counts what it drops. Used by the link's
 * thread.
 */
final class AccessLines {
  /** Two of 256 Ki characters leave half of what an agent may say in a second to all else. */
  private static final int MESSAGES_A_TICK = 2;

  private final Supplier<AgentMessage.@Nullable AccessLog> drain;

  /**
   * @param drain what one message may carry, null: there is nothing
   */
  AccessLines(Supplier<AgentMessage.@Nullable AccessLog> drain) {
    this.drain = drain;
  }

  /** To be called about once a second. */
  void send(Wire wire) {
    for (int i = 0; i < MESSAGES_A_TICK; i++) {
      AgentMessage.AccessLog message = drain.get();
      if (message == null) {
        return;
      }
      wire.send(message);
    }
  }
}
