package dev.weft.agent.link;

import dev.weft.policy.frame.AgentMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends counters as deltas that are neither lost nor counted twice: what is not acknowledged is
 * sent again with its number on the next connection. Used by the link's thread.
 */
final class Counters {
  /** While so many are open nothing is drained; the data path goes on adding up. */
  private static final int MAX_OPEN = 3;

  private final Supplier<List<AgentMessage.Stats.Series>> drain;
  private final Deque<AgentMessage.Stats> open = new ArrayDeque<>();
  private long sequence;

  Counters(Supplier<List<AgentMessage.Stats.Series>> drain) {
    this.drain = drain;
  }

  void sendDue(Wire wire) {
    if (open.size() >= MAX_OPEN) {
      return;
    }
    List<AgentMessage.Stats.Series> series = drain.get();
    if (!series.isEmpty()) {
      AgentMessage.Stats stats = new AgentMessage.Stats(++sequence, series);
      open.add(stats);
      wire.send(stats);
    }
  }

  void sendAgain(Wire wire) {
    open.forEach(wire::send);
  }

  void taken(long upTo) {
    while (!open.isEmpty() && open.peek().sequence() <= upTo) {
      open.remove();
    }
  }
}
