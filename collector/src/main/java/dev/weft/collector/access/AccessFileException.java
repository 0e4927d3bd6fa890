package dev.weft.collector.access;

/** What is kept of the tokens cannot be read or written; the message says what to do. */
public final class AccessFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AccessFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
