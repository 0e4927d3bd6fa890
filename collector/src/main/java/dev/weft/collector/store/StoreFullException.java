package dev.weft.collector.store;

/** A write would make the documents larger than what can be pushed to an agent. */
public final class StoreFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFullException(long bytes, long limit) {
    super(
        "all documents together would have "
            + bytes
            + " bytes as JSON, the limit is "
            + limit
            + "; delete what is no longer used");
  }
}
