package dev.weft.collector.push;

import dev.weft.collector.access.Principal;
import dev.weft.policy.frame.CollectorMessage;

/** One agent's connection, as the mesh's loop sees it. Calls never block. */
public interface AgentLink {
  /** Queues a message; on a closed link it does nothing. */
  void send(CollectorMessage message);

  /**
   * Ends the connection.
   *
   * @param reason for the agent's log, at most 120 characters arrive
   */
  void close(String reason);

  /** The agent's own address as seen from here, numeric. */
  String address();

  /** Who the agent has proved to be. */
  default Principal principal() {
    return Principal.ANONYMOUS;
  }
}
