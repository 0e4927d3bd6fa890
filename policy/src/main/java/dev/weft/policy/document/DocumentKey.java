package dev.weft.policy.document;

/**
 * Names one policy document. Two documents with equal keys are versions of the same thing.
 *
 * @param kind the kind as Istio spells it, {@code VirtualService}
 * @param namespace never empty; {@code default} where the document names none
 * @param name the document's {@code metadata.name}
 */
public record DocumentKey(String kind, String namespace, String name)
    implements Comparable<DocumentKey> {

  /** The form users read in errors and status: {@code VirtualService default/reviews}. */
  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }

  @Override
  public int compareTo(DocumentKey other) {
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }
}
