package dev.weft.policy.document;

import java.util.Map;

/**
 * One document as it was read, before any validation.
 *
 * @param place which of the text's documents it is, for messages: {@code document 2}
 * @param tree its fields
 * @param lines the line in the text of each path within it; the document's own is at ""
 */
public record RawDocument(String place, Map<String, Object> tree, Map<String, Integer> lines) {
  /** A document that comes from no text. */
  public static RawDocument of(Map<String, Object> tree) {
    return new RawDocument("document", tree, Map.of());
  }
}
