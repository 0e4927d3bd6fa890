package dev.weft.collector.store;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.MalformedTreeException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A validated document as the JSON text that is stored. */
final class DocumentJson {
  private DocumentJson() {}

  static String write(PolicyDocument document) {
    return Json.write(
        Tree.of(
            "apiVersion", document.apiVersion(),
            "labels", document.labels(),
            "annotations", document.annotations(),
            "spec", document.spec()));
  }

  static PolicyDocument read(DocumentKey key, String text, long createdMillis)
      throws MalformedTreeException {
    Object tree = Json.parse(text);
    return new PolicyDocument(
        key,
        Tree.text(tree, "apiVersion"),
        texts(Tree.object(tree, "labels")),
        texts(Tree.object(tree, "annotations")),
        Tree.object(tree, "spec"),
        createdMillis);
  }

  private static Map<String, String> texts(Map<String, Object> tree) {
    Map<String, String> texts = new LinkedHashMap<>();
    tree.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }
}
