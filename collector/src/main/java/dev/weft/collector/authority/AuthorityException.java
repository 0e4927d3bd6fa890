package dev.weft.collector.authority;

/** The authority cannot work; the message says why and what to do. */
public final class AuthorityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuthorityException(String message) {
    super(message);
  }

  AuthorityException(String message, Throwable cause) {
    super(message, cause);
  }
}
