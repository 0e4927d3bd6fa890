package dev.weft.agent.link;

import dev.weft.policy.frame.AgentMessage;
import java.net.InetAddress;

/** A connection to the collector that is up. Used by the link's thread. */
interface Wire {
  /** Sends; a connection that broke is told to the machine later, not here. */
  void send(AgentMessage message);

  /** The local address of the connection. */
  InetAddress localAddress();

  /** Ends it. Further calls do nothing. */
  void close(String reason);
}
