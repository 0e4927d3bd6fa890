package dev.weft.collector.authority;

/** A step that does not fit where the change of roots stands; the message says where it does. */
public final class RollException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RollException(String message) {
    super(message);
  }
}
