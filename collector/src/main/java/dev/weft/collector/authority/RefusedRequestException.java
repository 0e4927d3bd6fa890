package dev.weft.collector.authority;

/** A signing request that is not signed; the message is for the agent. */
public final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedRequestException(String message) {
    super(message);
  }
}
