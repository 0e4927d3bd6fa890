package dev.weft.policy.compiled;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be said of one document only within the set it is in.
 *
 * @param shadows other documents that decide instead of it
 * @param unresolved hosts and subsets that it names and that do not exist ({@code
 *     ResolvedRefs=False})
 */
public record DocumentFindings(List<Shadow> shadows, List<Unresolved> unresolved) {
  public DocumentFindings {
    shadows = List.copyOf(shadows);
    unresolved = List.copyOf(unresolved);
  }

  /**
   * @param by the document that decides
   * @param path what of this document has no effect therefore
   * @param reason for people
   */
  public record Shadow(DocumentKey by, String path, String reason) {}

  /**
   * @param path where the name stands
   * @param reason for people
   */
  public record Unresolved(String path, String reason) {}

  /**
   * Looks at {@code document} among {@code documents}.
   *
   * @param documents all that are stored, {@code document} among them
   * @param knownHosts canonical names of all hosts that the mesh knows, perhaps wildcards
   */
  public static DocumentFindings of(
      PolicyDocument document, Collection<PolicyDocument> documents, Set<String> knownHosts) {
    return of(document, new DocumentSet(documents), knownHosts);
  }

  /** Looks at each of {@code documents}; as {@link #of}, but all in one go. */
  public static Map<DocumentKey, DocumentFindings> ofAll(
      Collection<PolicyDocument> documents, Set<String> knownHosts) {
    DocumentSet set = new DocumentSet(documents);
    Map<DocumentKey, DocumentFindings> findings = new LinkedHashMap<>();
    for (PolicyDocument document : documents) {
      findings.put(document.key(), of(document, set, knownHosts));
    }
    return findings;
  }

  /** As {@link #ofAll}, but looks only at those that {@code wanted} names. */
  public static Map<DocumentKey, DocumentFindings> ofEach(
      Set<DocumentKey> wanted, Collection<PolicyDocument> documents, Set<String> knownHosts) {
    DocumentSet set = new DocumentSet(documents);
    Map<DocumentKey, DocumentFindings> findings = new LinkedHashMap<>();
    for (PolicyDocument document : documents) {
      if (wanted.contains(document.key())) {
        findings.put(document.key(), of(document, set, knownHosts));
      }
    }
    return findings;
  }

  private static DocumentFindings of(
      PolicyDocument document, DocumentSet set, Set<String> knownHosts) {
    return new DocumentFindings(
        Shadows.of(document, set), References.of(document, set, knownHosts));
  }
}
