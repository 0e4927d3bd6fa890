package dev.weft.collector.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.weft.collector.api.Trouble.Place;
import dev.weft.collector.json.Tree;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import dev.weft.policy.tree.TreeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what an operator sends. */
final class PolicyText {
  private static final TreeLimits LIMITS = new TreeLimits(PolicyApi.MAX_BODY_BYTES, 32, 500_000);
  private final YAMLFactory yaml = new YAMLFactory();

  /** All documents of {@code text}, or every problem of all of them. */
  List<PolicyDocument> read(String text) {
    List<PolicyDocument> documents = new ArrayList<>();
    try (var parser = yaml.createParser(text)) {
      TreeReader reader = new TreeReader(parser, LIMITS, null, p -> null);
      while (reader.advance()) {
        Object tree = reader.value();
        if (tree != null) {
          documents.add(document(tree, documents.size()));
        }
      }
    } catch (MalformedTreeException | IOException e) {
      throw new ApiException(400, "not YAML or JSON: " + e.getMessage());
    }
    return documents;
  }

  private static PolicyDocument document(Object tree, int position) {
    String kind = Tree.text(tree, "kind");
    String name = Tree.text(tree, "metadata", "name");
    if (kind.isEmpty() || name.isEmpty()) {
      throw new ApiException(
          new Trouble(
              400,
              "A document needs kind and metadata.name.",
              List.of(
                  new Place("document " + (position + 1), "metadata.name", name, "a name", 0))));
    }
    String namespace = Tree.text(tree, "metadata", "namespace");
    return new PolicyDocument(
        new DocumentKey(kind, namespace.isEmpty() ? "default" : namespace, name),
        Tree.text(tree, "apiVersion"),
        texts(Tree.object(tree, "metadata", "labels")),
        texts(Tree.object(tree, "metadata", "annotations")),
        Tree.object(tree, "spec"),
        0);
  }

  private static Map<String, String> texts(Map<String, Object> tree) {
    Map<String, String> texts = new LinkedHashMap<>();
    tree.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }
}
