package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A store in a folder of its own, and small documents. */
abstract class StoreFixture {
  static final Author ANNA = new Author("anna", "10.0.0.1");

  @TempDir Path folder;
  long now = 1_000;

  PolicyStore open() {
    return open(Limits.DEFAULT);
  }

  PolicyStore open(Limits limits) {
    return PolicyStore.open(folder, () -> now, limits);
  }

  static WriteRequest by(Author author) {
    return new WriteRequest(author, 500);
  }

  /** Returns the revision. */
  static long put(PolicyStore store, String name, Object value) {
    return store
        .put(List.of(document(name, Map.of("n", value))), by(ANNA))
        .join()
        .view()
        .revision();
  }

  static DocumentKey key(String name) {
    return new DocumentKey("VirtualService", "default", name);
  }

  static PolicyDocument document(String name, Map<String, Object> spec) {
    return new PolicyDocument(key(name), "networking.istio.io/v1", Map.of(), Map.of(), spec, 0);
  }
}
