package dev.weft.collector.store;

/**
 * How a write is asked for.
 *
 * @param receivedMillis when the API received it, epoch milliseconds
 * @param restores the revision whose content this brings back; 0: none
 */
public record WriteRequest(Author author, long receivedMillis, Condition condition, long restores) {
  public WriteRequest(Author author, long receivedMillis) {
    this(author, receivedMillis, Condition.NONE, 0);
  }

  public WriteRequest given(Condition other) {
    return new WriteRequest(author, receivedMillis, other, restores);
  }

  public WriteRequest restoring(long revision) {
    return new WriteRequest(author, receivedMillis, condition, revision);
  }
}
