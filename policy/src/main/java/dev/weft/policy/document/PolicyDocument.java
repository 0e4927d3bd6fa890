package dev.weft.policy.document;

import java.util.Map;

/**
 * One document as an operator wrote it, after validation. The tree is plain Java: {@code
 * Map<String, Object>} in the order of the text, {@code List<Object>}, {@code String}, {@code
 * Boolean}, {@code Long}, {@code Double}, {@code null}; it must not be changed.
 *
 * @param key what the document is called
 * @param apiVersion as written, {@code networking.istio.io/v1}
 * @param labels {@code metadata.labels}
 * @param annotations {@code metadata.annotations}
 * @param spec the {@code spec} tree
 * @param createdMillis when the collector first stored this key, epoch milliseconds; conflicts are
 *     resolved oldest first. 0 where not yet stored
 */
public record PolicyDocument(
    DocumentKey key,
    String apiVersion,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, Object> spec,
    long createdMillis) {

  /** The same document with the time the store gave it. */
  public PolicyDocument createdAt(long millis) {
    return new PolicyDocument(key, apiVersion, labels, annotations, spec, millis);
  }
}
