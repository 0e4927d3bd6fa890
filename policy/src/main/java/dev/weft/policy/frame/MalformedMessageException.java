package dev.weft.policy.frame;

/**
 * A text on the channel that is no message of this protocol; names the path and what was expected.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message);
  }
}
