package dev.weft.collector.store;

import dev.weft.collector.store.Version.Action;
import dev.weft.collector.store.Written.Outcome;
import dev.weft.collector.time.Clock;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents, and what a write makes of them: its history and its entry of the audit log go to
 * the disk with it. Writes are the writer's thread's alone; the view may be read by any.
 */
final class Documents {
  /**
   * All documents together, as JSON. A full frame has to fit into a message of the channel (16 MiB)
   * beside hosts and endpoints.
   */
  static final long MAX_BYTES = 12L * 1024 * 1024;

  /** Documents that an entry of the audit log lists; the history has all of them. */
  private static final int MAX_NAMED = 8;

  private final Tables tables;
  private final Clock clock;
  private volatile PolicyView view;
  private long revision;
  private long bytes;

  /** With what is on the disk. */
  Documents(Tables tables, Clock clock) {
    this.tables = tables;
    this.clock = clock;
    TreeMap<DocumentKey, StoredDocument> documents = new TreeMap<>();
    for (StoredDocument stored : tables.documents()) {
      documents.put(stored.key(), stored);
      bytes += size(stored);
    }
    // 0 means "none" on the channel.
    revision = Math.max(1, tables.revision());
    view = new PolicyView(revision, documents);
  }

  PolicyView view() {
    return view;
  }

  /** The next revision, for what is no document. */
  long advance() {
    return ++revision;
  }

  /** All of them in one revision, or an exception and nothing. */
  Written put(List<PolicyDocument> documents, WriteRequest request) {
    PolicyView before = view;
    check(before, documents.stream().map(PolicyDocument::key).toList(), request.condition());
    TreeMap<DocumentKey, StoredDocument> after = new TreeMap<>(before.documents());
    Map<DocumentKey, Outcome> outcomes = new LinkedHashMap<>();
    Map<DocumentKey, StoredDocument> changed = new LinkedHashMap<>();
    Map<DocumentKey, Version> versions = new LinkedHashMap<>();
    long now = clock.millis();
    long next = revision + 1;
    long size = bytes;
    for (PolicyDocument document : documents) {
      StoredDocument old = before.get(document.key());
      long created = old == null ? now : old.document().createdMillis();
      PolicyDocument stamped = document.createdAt(created);
      if (old != null && old.document().equals(stamped)) {
        outcomes.put(document.key(), Outcome.UNCHANGED);
        continue;
      }
      outcomes.put(document.key(), old == null ? Outcome.CREATED : Outcome.CONFIGURED);
      StoredDocument stored = new StoredDocument(stamped, next, request.receivedMillis(), now);
      size += size(stored) - (old == null ? 0 : size(old));
      changed.put(document.key(), stored);
      after.put(document.key(), stored);
      Action action = old == null ? Action.CREATED : Action.CONFIGURED;
      versions.put(stored.key(), version(stored.key(), next, action, stamped, request, now));
    }
    if (changed.isEmpty()) {
      return new Written(before, outcomes);
    }
    if (size > MAX_BYTES) {
      throw new StoreFullException(size, MAX_BYTES);
    }
    String action = request.restores() > 0 ? "rollback" : "put";
    List<Version> all = List.copyOf(versions.values());
    tables.write(next, changed.values(), List.of(), all, entry(action, all, request, now));
    revision = next;
    bytes = size;
    view = new PolicyView(next, after);
    return new Written(view, outcomes);
  }

  /** As {@link #put}. */
  Written delete(List<DocumentKey> keys, WriteRequest request) {
    PolicyView before = view;
    check(before, keys, request.condition());
    TreeMap<DocumentKey, StoredDocument> after = new TreeMap<>(before.documents());
    Map<DocumentKey, Outcome> outcomes = new LinkedHashMap<>();
    List<Version> versions = new ArrayList<>();
    long now = clock.millis();
    long next = revision + 1;
    long size = bytes;
    for (DocumentKey key : keys) {
      StoredDocument old = after.remove(key);
      outcomes.put(key, old == null ? Outcome.ABSENT : Outcome.DELETED);
      if (old != null) {
        size -= size(old);
        versions.add(version(key, next, Action.DELETED, null, request, now));
      }
    }
    if (versions.isEmpty()) {
      return new Written(before, outcomes);
    }
    List<DocumentKey> gone = versions.stream().map(Version::key).toList();
    tables.write(next, List.of(), gone, versions, entry("delete", versions, request, now));
    revision = next;
    bytes = size;
    view = new PolicyView(next, after);
    return new Written(view, outcomes);
  }

  /** As {@link #put}, in the place of all that there was. */
  Written replace(Replacement replacement, WriteRequest request) {
    PolicyView before = view;
    TreeMap<DocumentKey, StoredDocument> after = new TreeMap<>();
    Map<DocumentKey, Outcome> outcomes = new LinkedHashMap<>();
    List<Version> versions = new ArrayList<>();
    long now = clock.millis();
    long next = Math.max(revision, replacement.afterRevision()) + 1;
    long size = 0;
    for (PolicyDocument document : replacement.documents()) {
      StoredDocument stored = new StoredDocument(document, next, request.receivedMillis(), now);
      boolean isNew = before.get(document.key()) == null;
      outcomes.put(document.key(), isNew ? Outcome.CREATED : Outcome.CONFIGURED);
      size += size(stored);
      after.put(document.key(), stored);
      versions.add(version(document.key(), next, Action.IMPORTED, document, request, now));
    }
    if (size > MAX_BYTES) {
      throw new StoreFullException(size, MAX_BYTES);
    }
    for (DocumentKey key : before.documents().keySet()) {
      if (!after.containsKey(key)) {
        outcomes.put(key, Outcome.DELETED);
      }
    }
    String target = after.size() + " documents";
    AuditEntry entry =
        new AuditEntry(now, request.author(), "import", target, 200, replacement.detail());
    tables.replace(
        next,
        after.values(),
        replacement.past(),
        replacement.switches(),
        versions,
        entry.made(next));
    revision = next;
    bytes = size;
    // Also where there was nothing before and is nothing after: the number is taken.
    view = new PolicyView(next, after);
    return new Written(view, outcomes);
  }

  /**
   * Whether a write would be done now. On any thread.
   *
   * @throws ConflictException if not
   */
  void check(Collection<DocumentKey> keys, Condition condition) {
    check(view, keys, condition);
  }

  private static void check(PolicyView view, Collection<DocumentKey> keys, Condition condition) {
    List<ConflictException.Conflict> conflicts = new ArrayList<>();
    for (DocumentKey key : keys) {
      StoredDocument stored = view.get(key);
      String expected = condition.wrong(view, stored);
      if (expected != null && condition instanceof Condition.Store) {
        conflicts.add(
            new ConflictException.Conflict(
                "all documents", expected, "revision " + view.revision()));
        break;
      } else if (expected != null) {
        conflicts.add(
            new ConflictException.Conflict(
                key.toString(),
                expected,
                stored == null ? "no document" : "revision " + stored.revision()));
      }
    }
    if (!conflicts.isEmpty()) {
      throw new ConflictException(conflicts);
    }
  }

  private static Version version(
      DocumentKey key,
      long revision,
      Action action,
      @Nullable PolicyDocument document,
      WriteRequest request,
      long now) {
    return new Version(
        key,
        revision,
        request.restores() > 0 ? Action.RESTORED : action,
        request.author(),
        document,
        request.restores(),
        request.receivedMillis(),
        now);
  }

  private AuditEntry entry(
      String action, List<Version> versions, WriteRequest request, long nowMillis) {
    StringBuilder target = new StringBuilder();
    for (Version version : versions.subList(0, Math.min(versions.size(), MAX_NAMED))) {
      target.append(target.isEmpty() ? "" : ", ").append(version.key());
    }
    if (versions.size() > MAX_NAMED) {
      target.append(" and ").append(versions.size() - MAX_NAMED).append(" more");
    }
    String detail = request.restores() > 0 ? "restores revision " + request.restores() : "";
    return new AuditEntry(nowMillis, request.author(), action, target.toString(), 200, detail)
        .made(versions.get(0).revision());
  }

  private static long size(StoredDocument stored) {
    return DocumentJson.write(stored.document()).length();
  }
}
