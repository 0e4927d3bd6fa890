package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.Version;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What documents were, who changed them, and the way back. */
final class HistoryApi {
  static final int MAX_PAGE = 100;
  private static final int PAGE = 20;
  private static final String HISTORY = DocumentPath.ONE + "/history";

  private final PolicyStore store;
  private final PolicyText text;
  private final Writes writes;
  private final DocumentPath paths = new DocumentPath();

  HistoryApi(PolicyStore store, PolicyText text, Writes writes) {
    this.store = store;
    this.text = text;
    this.writes = writes;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                HISTORY,
                "listPolicyHistory",
                "The versions of a document, the newest first, also after it was deleted.",
                this::history)
            .query("limit", "versions a page, 1 to " + MAX_PAGE + "; default: " + PAGE)
            .query("before", "only versions older than this revision: the next page")
            .query("diff", "true: what each changed, as a unified diff")
            .answers(Map.of(200, "the versions", 404, "there never was one")),
        Operation.get(
                HISTORY + "/{revision}",
                "getPolicyVersion",
                "A document as it was after that revision.",
                this::version)
            .answers(Map.of(200, "the document", 404, "no such version is kept")),
        Operation.get(
                DocumentPath.ONE + "/rollback",
                "rollBackPolicy",
                "Brings an older version back, as a new revision.",
                this::rollback)
            .with(HttpMethod.POST)
            .recordsItself()
            .query("to", "the revision to restore; required")
            .query("dryRun", "true: validate only")
            .header("If-Match", "the document's ETag: it is as it was then; *: it exists")
            .answers(
                Map.of(
                    200, "what became of it",
                    400, "that version deleted it, or is refused by this collector",
                    404, "no such version is kept",
                    412, "If-Match does not hold; nothing was changed")));
  }

  private Answer history(Call call) {
    DocumentKey key = paths.key(call);
    int limit = (int) call.number("limit", PAGE, MAX_PAGE);
    long before = call.number("before", Long.MAX_VALUE, Long.MAX_VALUE);
    boolean diff = call.flag("diff");
    // One more than asked for: what the last of the page is compared with, and whether more follow.
    List<Version> versions = store.history(key, before, limit + 1);
    if (versions.isEmpty() && before == Long.MAX_VALUE) {
      throw DocumentPath.missing(key, store.view());
    }
    List<Object> trees = new ArrayList<>();
    for (int i = 0; i < Math.min(limit, versions.size()); i++) {
      Map<String, Object> tree = tree(versions.get(i));
      if (diff) {
        PolicyDocument older = i + 1 < versions.size() ? versions.get(i + 1).document() : null;
        tree.put("diff", TextDiff.of(older, versions.get(i).document()));
      }
      trees.add(tree);
    }
    return Answer.ok(
        Tree.of(
            "document",
            key.toString(),
            "versions",
            trees,
            "next",
            versions.size() > limit ? versions.get(limit - 1).revision() : null));
  }

  private static Map<String, Object> tree(Version version) {
    return Tree.of(
        "revision",
        version.revision(),
        "action",
        version.action().name().toLowerCase(Locale.ROOT),
        "at",
        Instant.ofEpochMilli(version.storedMillis()).toString(),
        "who",
        version.author().who(),
        "from",
        version.author().address().isEmpty() ? null : version.author().address(),
        "restores",
        version.restores() == 0 ? null : version.restores());
  }

  private Answer version(Call call) {
    Version version = kept(paths.key(call), call.path("revision"));
    PolicyDocument document = version.document();
    if (document == null) {
      throw new ApiException(
          404, "Revision " + version.revision() + " deleted " + version.key() + ".");
    }
    return Answer.ok(DocumentTree.of(stored(version, document))).of(version.revision());
  }

  private Answer rollback(Call call) {
    DocumentKey key = paths.key(call);
    boolean dryRun = call.flag("dryRun");
    Version version = kept(key, call.query("to"));
    PolicyDocument document = version.document();
    if (document == null) {
      throw new ApiException(
          400,
          "Revision "
              + version.revision()
              + " deleted "
              + key
              + ": delete it, or roll back to a revision that had it.");
    }
    // Read again as if it had been sent: this collector may be another than the one that took it.
    String body = Json.write(DocumentTree.of(stored(version, document)));
    return writes.put(
        text.read(body, key.namespace()),
        call.write().given(Preconditions.ofDocument(call)).restoring(version.revision()),
        dryRun);
  }

  private Version kept(DocumentKey key, String revision) {
    if (!revision.matches("\\d{1,18}")) {
      throw new ApiException(400, "'" + revision + "': expected a revision, a number as 7");
    }
    long wanted = Long.parseLong(revision);
    List<Version> versions = store.history(key, wanted + 1, 1);
    @Nullable Version version = versions.isEmpty() ? null : versions.get(0);
    if (version == null || version.revision() != wanted) {
      throw new ApiException(
          404,
          "No revision " + wanted + " of " + key + " is kept; its history lists those that are.");
    }
    return version;
  }

  private static StoredDocument stored(Version version, PolicyDocument document) {
    return new StoredDocument(
        document, version.revision(), version.receivedMillis(), version.storedMillis());
  }
}
