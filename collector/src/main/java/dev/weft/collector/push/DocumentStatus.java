package dev.weft.collector.push;

import dev.weft.collector.store.StoredDocument;
import java.util.List;

/**
 * Who has one document in force.
 *
 * @param pushable whether agents get documents of this kind at all
 * @param agents those that the document resolves to
 */
public record DocumentStatus(StoredDocument document, boolean pushable, List<OfAgent> agents) {
  public DocumentStatus {
    agents = List.copyOf(agents);
  }

  /** What an agent does with the present version. */
  public enum State {
    APPLIED,
    PENDING,
    REFUSED,
    DISCONNECTED
  }

  /**
   * @param service the agent's own identity, {@code namespace/service}
   * @param detail why it is refused, else empty
   * @param pushedAfterMillis from the API's receipt to the frame, -1: not pushed
   * @param ackedAfterMillis from the API's receipt to the acknowledgement, -1: not acknowledged, or
   *     the agent connected later than the write
   */
  public record OfAgent(
      String agent,
      String service,
      State state,
      String detail,
      long pushedAfterMillis,
      long ackedAfterMillis) {}

  public long count(State state) {
    return agents.stream().filter(agent -> agent.state() == state).count();
  }

  /** {@code Applied 3 of 4}, {@code NoConsumers}. */
  public String summary() {
    return agents.isEmpty()
        ? "NoConsumers"
        : "Applied " + count(State.APPLIED) + " of " + agents.size();
  }
}
