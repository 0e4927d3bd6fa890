package dev.weft.policy.frame;

import java.util.List;

/** What the collector says on the channel, one JSON object a WebSocket text message. */
public sealed interface CollectorMessage
    permits Frame,
        CollectorMessage.Welcome,
        CollectorMessage.Registered,
        CollectorMessage.Deregistered,
        CollectorMessage.Certificate,
        CollectorMessage.SignRefused,
        CollectorMessage.Roots,
        CollectorMessage.StatsTaken,
        CollectorMessage.Switches,
        CollectorMessage.Unknown {

  /**
   * Answers {@link AgentMessage.Hello}.
   *
   * @param epoch the collector's
   * @param trustDomain of the identities
   * @param leaseMillis after which silence removes the agent's instances
   * @param heartbeatMillis how often to renew
   * @param address the agent's own address as the collector saw it, numeric
   * @param nowMillis the collector's clock, epoch milliseconds
   * @param ledger names the collector's memory of which of this agent's {@link AgentMessage.Stats}
   *     it has added. Another one than before does not know of those before: what was sent under
   *     the other and not acknowledged may have been added, and is not sent again. Empty: not said
   *     (collectors of 0.1)
   */
  record Welcome(
      String epoch,
      String trustDomain,
      long leaseMillis,
      long heartbeatMillis,
      String address,
      long nowMillis,
      String ledger)
      implements CollectorMessage {
    public Welcome(
        String epoch,
        String trustDomain,
        long leaseMillis,
        long heartbeatMillis,
        String address,
        long nowMillis) {
      this(epoch, trustDomain, leaseMillis, heartbeatMillis, address, nowMillis, "");
    }
  }

  /** The registration is known and visible to others. */
  record Registered() implements CollectorMessage {}

  /** No new call will be sent to the agent's instances. */
  record Deregistered() implements CollectorMessage {}

  /**
   * @param chain PEM, leaf first
   * @param roots PEM, all that are to be trusted now
   */
  record Certificate(String chain, String roots) implements CollectorMessage {}

  record SignRefused(String reason) implements CollectorMessage {}

  /**
   * The authority's roots changed; replaces what was trusted. Agents with {@link Channel#CAN_ROLL}
   * answer {@link AgentMessage.Trusts}.
   *
   * @param pem all that are to be trusted now
   * @param renew another root signs by now than the one that this agent's certificate is of: a new
   *     one is to be asked for. Agents that do not know this renew at half of its life
   */
  record Roots(String pem, boolean renew) implements CollectorMessage {}

  /** The counters with this sequence are kept. */
  record StatsTaken(long sequence) implements CollectorMessage {}

  /**
   * What an operator has switched off for this agent; replaces what was said before. Only for
   * agents with {@link Channel#CAN_SWITCH}.
   *
   * @param level in force for this JVM
   * @param kept without what was said of this one JVM: what another of its service begins with
   * @param adapters by name, each as if it had woven nothing
   */
  record Switches(SwitchLevel level, SwitchLevel kept, List<String> adapters)
      implements CollectorMessage {
    /** What everybody begins with. */
    public static final Switches NONE = new Switches(SwitchLevel.NONE, SwitchLevel.NONE, List.of());

    public Switches {
      adapters = List.copyOf(adapters);
    }
  }

  /** Of a newer collector; to be passed over. */
  record Unknown(String type) implements CollectorMessage {}
}
