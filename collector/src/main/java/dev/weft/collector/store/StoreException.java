package dev.weft.collector.store;

/** The store cannot be used; the message says why and what to do. Nothing was overwritten. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean diskFull;

  public StoreException(String message) {
    super(message);
    diskFull = false;
  }

  public StoreException(String message, Throwable cause) {
    this(message, cause, false);
  }

  StoreException(String message, Throwable cause, boolean diskFull) {
    super(message, cause);
    this.diskFull = diskFull;
  }

  /** Whether it would work with more room on the disk. */
  public boolean diskFull() {
    return diskFull;
  }
}
