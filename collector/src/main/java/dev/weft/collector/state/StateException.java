package dev.weft.collector.state;

/** A state cannot be written or brought back; the message says why. Nothing was changed. */
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StateException(String message) {
    super(message);
  }

  StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
