package dev.weft.collector.access;

/** A token that is refused or cannot be made; the message says why and is fit for its holder. */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  TokenException(String message) {
    super(message);
  }
}
