package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All documents as of one revision. Immutable.
 *
 * @param revision of the last write
 */
public record PolicyView(long revision, SortedMap<DocumentKey, StoredDocument> documents) {
  public PolicyView {
    documents = Collections.unmodifiableSortedMap(documents);
  }

  public @Nullable StoredDocument get(DocumentKey key) {
    return documents.get(key);
  }

  /** The documents alone, ordered by key. */
  public List<PolicyDocument> all() {
    return documents.values().stream().map(StoredDocument::document).toList();
  }
}
