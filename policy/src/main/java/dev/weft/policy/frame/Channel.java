package dev.weft.policy.frame;

import java.util.List;

/** Constants of the agents' channel. */
public final class Channel {
  /** The WebSocket subprotocol. */
  public static final String SUBPROTOCOL = "weft.v1";

  /**
   * Version within the subprotocol; a peer with another minor behaviour says so by capabilities.
   */
  public static final int PROTOCOL = 1;

  public static final String PATH = "/v1/agents/channel";

  /** A message may not be longer; 16 MiB holds about 10,000 documents. */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  /** Upper edges of the duration buckets, those of Istio's request duration, milliseconds. */
  public static final List<Double> BUCKET_EDGES_MILLIS =
      List.of(
          0.5, 1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10000.0,
          30000.0, 60000.0, 300000.0, 600000.0, 1800000.0, 3600000.0);

  /** Capability of an agent: it obeys {@link CollectorMessage.Switches}. */
  public static final String CAN_SWITCH = "switches";

  /** Capability of an agent: it says which roots it trusts, see {@link AgentMessage.Trusts}. */
  public static final String CAN_ROLL = "roots";

  private Channel() {}
}
