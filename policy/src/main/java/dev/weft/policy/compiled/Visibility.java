package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which namespaces a document is for.
 *
 * @param everybody {@code *}, the default
 * @param namespaces those named, {@code .} being the document's own; without meaning if everybody
 */
record Visibility(boolean everybody, Set<String> namespaces) {
  /** Oldest first; what came in one instant by name, then by namespace. As Istio. */
  static final Comparator<PolicyDocument> OLDEST_FIRST = Visibility::byAge;

  /** Written out: the JDK's comparators of keys are spun at run time. */
  private static int byAge(PolicyDocument one, PolicyDocument two) {
    int order = Long.compare(one.createdMillis(), two.createdMillis());
    if (order == 0) {
      order = one.key().name().compareTo(two.key().name());
    }
    return order == 0 ? one.key().namespace().compareTo(two.key().namespace()) : order;
  }

  static Visibility of(PolicyDocument document) {
    List<String> to = Spec.of(document).texts("exportTo");
    if (to.isEmpty() || to.contains("*")) {
      return new Visibility(true, Set.of());
    }
    Set<String> namespaces = new HashSet<>();
    for (String one : to) {
      if (one.equals("~")) {
        return new Visibility(false, Set.of());
      }
      namespaces.add(one.equals(".") ? document.key().namespace() : one);
    }
    return new Visibility(false, Set.copyOf(namespaces));
  }

  boolean includes(String namespace) {
    return everybody || namespaces.contains(namespace);
  }

  /** Documents of one kind, oldest first. */
  static List<PolicyDocument> oldestFirst(Collection<PolicyDocument> documents, String kind) {
    List<PolicyDocument> found = new ArrayList<>();
    for (PolicyDocument document : documents) {
      if (document.key().kind().equals(kind)) {
        found.add(document);
      }
    }
    found.sort(OLDEST_FIRST);
    return List.copyOf(found);
  }
}
