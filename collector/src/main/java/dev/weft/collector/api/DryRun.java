package dev.weft.collector.api;

import dev.weft.collector.json.Tree;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a write would change, without being done. */
final class DryRun {
  private DryRun() {}

  /** What would become of one document: {@code wouldBe}, its present revision, the diff. */
  static Map<String, Object> change(
      @Nullable StoredDocument old, @Nullable PolicyDocument document, boolean diff) {
    PolicyDocument before = old == null ? null : old.document();
    boolean same =
        before != null
            && document != null
            && before.equals(document.createdAt(before.createdMillis()));
    return Tree.of(
        "wouldBe",
        old == null ? "created" : same ? "unchanged" : "configured",
        "revision",
        old == null ? null : old.revision(),
        "diff",
        diff && !same ? TextDiff.of(before, document) : null);
  }

  /**
   * What would be said of the documents that are not written: a subset that they lead to would be
   * gone, an older document would decide instead of them, or no longer.
   *
   * @param written the others are all but these
   */
  static List<Object> others(
      Collection<PolicyDocument> before,
      Collection<PolicyDocument> after,
      Set<DocumentKey> written,
      Set<String> hosts) {
    Map<DocumentKey, DocumentFindings> old = DocumentFindings.ofAll(before, hosts);
    List<Object> trees = new ArrayList<>();
    DocumentFindings.ofAll(after, hosts)
        .forEach(
            (key, now) -> {
              DocumentFindings was = old.get(key);
              if (!written.contains(key) && was != null) {
                List<String> said = texts(was);
                List<String> says = texts(now);
                says.stream()
                    .filter(one -> !said.contains(one))
                    .forEach(one -> trees.add(tree(key, "new", one)));
                said.stream()
                    .filter(one -> !says.contains(one))
                    .forEach(one -> trees.add(tree(key, "gone", one)));
              }
            });
    return trees;
  }

  private static Map<String, Object> tree(DocumentKey key, String change, String message) {
    return Tree.of("document", key.toString(), "change", change, "message", message);
  }

  private static List<String> texts(DocumentFindings findings) {
    List<String> texts = new ArrayList<>();
    findings.unresolved().forEach(one -> texts.add(one.path() + ": " + one.reason()));
    findings
        .shadows()
        .forEach(one -> texts.add(one.path() + ": shadowed by " + one.by() + ": " + one.reason()));
    return texts;
  }
}
