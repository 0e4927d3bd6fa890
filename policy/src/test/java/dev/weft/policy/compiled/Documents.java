package dev.weft.policy.compiled;

import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.document.UnreadableDocumentException;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.ArrayList;
import java.util.List;

/** Makes documents from YAML, validated, each a millisecond younger than the one before. */
final class Documents {
  private Documents() {}

  static List<PolicyDocument> of(String... yaml) {
    List<PolicyDocument> documents = new ArrayList<>();
    PolicyValidator validator = new PolicyValidator();
    try {
      for (RawDocument raw : new DocumentReader().read(String.join("\n---\n", yaml))) {
        ValidatedDocument validated = validator.validate(raw);
        if (!validated.accepted()) {
          throw new AssertionError(validated.name() + " " + validated.problems());
        }
        documents.add(validated.document().createdAt(documents.size() + 1));
      }
    } catch (UnreadableDocumentException e) {
      throw new AssertionError(e);
    }
    return documents;
  }

  /** A VirtualService of namespace default whose spec is in YAML's flow style. */
  static String virtualService(String name, String spec) {
    return document("VirtualService", name, spec);
  }

  static String destinationRule(String name, String spec) {
    return document("DestinationRule", name, spec);
  }

  /**
   * @param name may be {@code namespace/name}
   */
  static String document(String kind, String name, String spec) {
    int slash = name.indexOf('/');
    String namespace = slash < 0 ? "default" : name.substring(0, slash);
    return "apiVersion: networking.istio.io/v1\nkind: "
        + kind
        + "\nmetadata: {name: "
        + name.substring(slash + 1)
        + ", namespace: "
        + namespace
        + "}\nspec: "
        + spec
        + "\n";
  }
}
