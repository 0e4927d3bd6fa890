package dev.weft.collector.api;

import static java.util.stream.Collectors.toSet;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Control;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.WriteRequest;
import dev.weft.collector.store.Written;
import dev.weft.collector.store.Written.Outcome;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts validated documents and says what became of them. Thread-safe. */
final class Writes {
  private final PolicyStore store;
  private final MeshView mesh;

  Writes(PolicyStore store, MeshView mesh) {
    this.store = store;
    this.mesh = mesh;
  }

  Answer put(List<ValidatedDocument> validated, WriteRequest request, boolean dryRun) {
    return put(validated, request, dryRun, false);
  }

  /**
   * @param diff with {@code dryRun}: also what would change, in each document and for all others
   */
  Answer put(
      List<ValidatedDocument> validated, WriteRequest request, boolean dryRun, boolean diff) {
    List<PolicyDocument> documents =
        validated.stream().map(ValidatedDocument::document).filter(Objects::nonNull).toList();
    // Asked before anything is written: if the mesh is too busy to answer, nothing has changed.
    Set<String> hosts = mesh.ask(Control::hostNames);
    Map<DocumentKey, Outcome> outcomes = Map.of();
    PolicyView before = store.view();
    long revision = before.revision();
    List<PolicyDocument> all;
    if (dryRun) {
      Set<DocumentKey> keys = documents.stream().map(PolicyDocument::key).collect(toSet());
      store.verify(keys, request.condition());
      all = new ArrayList<>(before.all());
      all.removeIf(document -> keys.contains(document.key()));
      for (PolicyDocument document : documents) {
        StoredDocument old = before.get(document.key());
        all.add(
            document.createdAt(
                old == null ? request.receivedMillis() : old.document().createdMillis()));
      }
    } else {
      Written written = store.put(documents, request).join();
      revision = written.view().revision();
      outcomes = written.outcomes();
      all = written.view().all();
    }
    Map<DocumentKey, DocumentFindings> among =
        DocumentFindings.ofEach(
            documents.stream().map(PolicyDocument::key).collect(toSet()), all, hosts);
    List<Object> trees = new ArrayList<>();
    for (ValidatedDocument one : validated) {
      DocumentKey key = Objects.requireNonNull(one.document(), "accepted").key();
      Map<String, Object> tree = outcome(key, outcomes.get(key));
      if (dryRun) {
        tree.putAll(DryRun.change(before.get(key), one.document(), diff));
      }
      DocumentFindings found = among.get(key);
      if (found != null) {
        tree.putAll(Conditions.findings(one, found));
      }
      trees.add(tree);
    }
    return Answer.ok(
        Tree.of(
            "dryRun",
            dryRun,
            "revision",
            revision,
            "documents",
            trees,
            "others",
            dryRun && diff ? DryRun.others(before.all(), all, among.keySet(), hosts) : null));
  }

  /**
   * @param outcome null: nothing was done
   */
  static Map<String, Object> outcome(DocumentKey key, @Nullable Outcome outcome) {
    return Tree.of(
        "document", key.toString(),
        "kind", key.kind(),
        "namespace", key.namespace(),
        "name", key.name(),
        "result", outcome == null ? "accepted" : outcome.name().toLowerCase(Locale.ROOT));
  }
}
