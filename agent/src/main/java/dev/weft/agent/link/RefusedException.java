package dev.weft.agent.link;

import java.io.IOException;

/** The collector does not want this agent, and says why: trying again does not help by itself. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean atDoor;

  /**
   * @param atDoor it was not even let in: its token or certificate is not accepted
   */
  RefusedException(String reason, boolean atDoor) {
    super(reason);
    this.atDoor = atDoor;
  }

  /**
   * Whether the next second will bring the same answer: what this agent says of itself is wrong.
   */
  boolean lasting() {
    return atDoor || String.valueOf(getMessage()).startsWith("not allowed");
  }

  boolean atDoor() {
    return atDoor;
  }
}
