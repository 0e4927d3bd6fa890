package dev.weft.collector.store;

/** The store cannot be used; the message says why and what to do. Nothing was overwritten. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
