package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a document's history.
 *
 * @param revision of the write
 * @param document its content after that write; null: it was deleted
 * @param restores the revision whose content it brought back; 0: none
 * @param receivedMillis when the API received the write, epoch milliseconds
 * @param storedMillis when it was on disk, epoch milliseconds
 */
public record Version(
    DocumentKey key,
    long revision,
    Action action,
    Author author,
    @Nullable PolicyDocument document,
    long restores,
    long receivedMillis,
    long storedMillis) {

  /** What was done. */
  public enum Action {
    CREATED,
    CONFIGURED,
    DELETED,
    /** An older version was brought back. */
    RESTORED,
    /** It came with a whole state. */
    IMPORTED,
    /** It was there before the collector kept a history. */
    KEPT
  }
}
