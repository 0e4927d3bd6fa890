package dev.weft.collector.api;

import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What validation says of stored documents: which fields have no effect, what is probably not
 * meant. Found again at each start, so that a newer collector speaks for itself. Thread-safe.
 */
final class Findings {
  private final PolicyValidator validator;
  private final Map<DocumentKey, Found> found = new ConcurrentHashMap<>();

  private volatile @Nullable Among among;

  private record Among(
      PolicyView view, Set<String> hosts, Map<DocumentKey, DocumentFindings> findings) {}

  private record Found(long revision, ValidatedDocument document) {}

  Findings(PolicyValidator validator) {
    this.validator = validator;
  }

  ValidatedDocument of(StoredDocument stored) {
    Found known = found.get(stored.key());
    if (known == null || known.revision() != stored.revision()) {
      Map<String, Object> tree = new LinkedHashMap<>(DocumentTree.of(stored));
      tree.put(
          "metadata", Map.of("name", stored.key().name(), "namespace", stored.key().namespace()));
      known = new Found(stored.revision(), validator.validate(RawDocument.of(tree)));
      found.put(stored.key(), known);
    }
    return known.document();
  }

  /**
   * What {@code view} as a whole says of each of its documents.
   *
   * @param hosts all that the mesh knows
   */
  Map<DocumentKey, DocumentFindings> among(PolicyView view, Set<String> hosts) {
    Among last = among;
    if (last == null || last.view() != view || !last.hosts().equals(hosts)) {
      last = new Among(view, Set.copyOf(hosts), DocumentFindings.ofAll(view.all(), hosts));
      among = last;
    }
    return last.findings();
  }

  /** Lets go of what is no longer stored. */
  void forget(DocumentKey key) {
    found.remove(key);
  }
}
