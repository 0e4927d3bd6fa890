package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;

/**
 * One document as it is on disk.
 *
 * @param revision of the write that gave it its present content
 * @param receivedMillis when the API received that write, epoch milliseconds
 * @param storedMillis when it was on disk, epoch milliseconds
 */
public record StoredDocument(
    PolicyDocument document, long revision, long receivedMillis, long storedMillis) {
  public DocumentKey key() {
    return document.key();
  }
}
