package dev.weft.collector.store;

import dev.weft.collector.store.Version.Action;
import dev.weft.collector.store.Written.Outcome;
import dev.weft.collector.time.Clock;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents, on disk and in memory. One thread writes, in order, and is also what numbers the
 * revisions, so that a revision seen by anybody is never followed by a smaller one. Reads look at
 * the view in memory. Thread-safe.
 */
public final class PolicyStore implements AutoCloseable {
  /**
   * All documents together, as JSON. A full frame has to fit into a message of the channel (16 MiB)
   * beside hosts and endpoints.
   */
  static final long MAX_BYTES = 12L * 1024 * 1024;

  /** Of refused writes that wait for the disk; what is beyond is counted in one entry. */
  private static final int MAX_REFUSED_WAITING = 1_000;

  /** Documents that an entry of the audit log lists; the history has all of them. */
  private static final int MAX_NAMED = 8;

  private static final Logger log = LoggerFactory.getLogger(PolicyStore.class);

  private final Path folder;
  private final Tables tables;
  private final StoreReader reader;
  private final Clock clock;
  private final String epoch;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "weft-store");
            thread.setDaemon(true);
            return thread;
          });
  private volatile PolicyView view;
  private volatile Consumer<Written> listener = written -> {};
  private volatile long revision;
  private final List<AuditEntry> refused = new ArrayList<>();

  /** Registrations that wait for the disk, by agent. */
  private final Map<String, String> registrations = new LinkedHashMap<>();

  private long refusedUncounted;
  private long bytes;

  private PolicyStore(Path folder, Tables tables, StoreReader reader, Clock clock) {
    this.folder = folder;
    this.tables = tables;
    this.reader = reader;
    this.clock = clock;
    // Revisions between two writes are not kept, so that each start begins an epoch of its own.
    epoch = tables.beginEpoch();
    TreeMap<DocumentKey, StoredDocument> documents = new TreeMap<>();
    for (StoredDocument stored : tables.documents()) {
      documents.put(stored.key(), stored);
      bytes += DocumentJson.write(stored.document()).length();
    }
    // 0 means "none" on the channel.
    revision = Math.max(1, tables.revision());
    view = new PolicyView(revision, documents);
  }

  /**
   * @param folder made if it is missing; one collector at a time may use it
   * @throws StoreException if it cannot be used; nothing was overwritten then
   */
  public static PolicyStore open(Path folder, Clock clock) {
    return open(folder, clock, Limits.DEFAULT);
  }

  static PolicyStore open(Path folder, Clock clock, Limits limits) {
    Tables tables = Tables.open(folder, limits);
    try {
      return new PolicyStore(folder, tables, StoreReader.open(folder), clock);
    } catch (RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  public PolicyView view() {
    return view;
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Names this life of revisions. */
  public String epoch() {
    return epoch;
  }

  /** Is told of each write that changed something, on the writer's thread, in order. */
  public void onWrite(Consumer<Written> listener) {
    this.listener = listener;
  }

  /** Gives the next revision, after all writes asked for before; on the writer's thread. */
  public void advance(LongConsumer then) {
    try {
      writer.execute(() -> then.accept(++revision));
    } catch (RejectedExecutionException closed) {
      // The collector is going down: nobody is left to push to.
      return;
    }
  }

  /**
   * Puts all documents in one revision, all or none.
   *
   * @return completes when they are on disk; fails with {@link StoreException}, {@link
   *     StoreFullException} or {@link ConflictException}, and nothing is changed then
   */
  public CompletableFuture<Written> put(
      Collection<PolicyDocument> documents, WriteRequest request) {
    List<PolicyDocument> all = List.copyOf(documents);
    return write(() -> putNow(all, request));
  }

  /** Deletes all of them in one revision; as {@link #put}. */
  public CompletableFuture<Written> delete(Collection<DocumentKey> keys, WriteRequest request) {
    List<DocumentKey> all = List.copyOf(keys);
    return write(() -> deleteNow(all, request));
  }

  /**
   * Puts a whole state in the place of the present one, in one revision, all or nothing. Every
   * document gets that revision, so that nobody takes it for another of the same number.
   */
  public CompletableFuture<Written> replace(Replacement replacement, WriteRequest request) {
    return write(() -> replaceNow(replacement, request));
  }

  /**
   * Whether a write would be done now.
   *
   * @throws ConflictException if not
   */
  public void verify(Collection<DocumentKey> keys, Condition condition) {
    check(view, keys, condition);
  }

  /**
   * What a document was, the newest first. Reads the disk.
   *
   * @param before only what is older than this revision
   */
  public List<Version> history(DocumentKey key, long before, int limit) {
    return reader.read(connection -> History.list(connection, key, before, limit));
  }

  /**
   * The audit log, the newest first. Reads the disk.
   *
   * @param before only what has a smaller number
   */
  public List<AuditEntry> audit(long before, int limit) {
    return reader.read(connection -> Audit.list(connection, before, limit));
  }

  /** Completes when it is on disk: for what is done outside of the documents. */
  public CompletableFuture<Void> record(AuditEntry entry) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      writer.execute(
          () -> {
            try {
              tables.audit(List.of(entry));
              done.complete(null);
            } catch (RuntimeException e) {
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      done.completeExceptionally(new StoreException("the collector is stopping", closed));
    }
    return done;
  }

  /**
   * Records soon that something was refused. Many at a time are written together, and those beyond
   * a bound only counted: anybody can cause them.
   */
  public void recordRefused(AuditEntry entry) {
    synchronized (refused) {
      if (refused.size() >= MAX_REFUSED_WAITING) {
        refusedUncounted++;
        return;
      }
      refused.add(entry);
      if (refused.size() > 1) {
        return;
      }
    }
    background("refused requests", this::writeRefused);
  }

  private void writeRefused() {
    List<AuditEntry> entries;
    synchronized (refused) {
      entries = new ArrayList<>(refused);
      refused.clear();
      if (refusedUncounted > 0) {
        entries.add(
            new AuditEntry(
                clock.millis(),
                new Author(Author.COLLECTOR, ""),
                "refused",
                refusedUncounted + " more requests",
                429,
                "too many at a time to be listed"));
        refusedUncounted = 0;
      }
    }
    tables.audit(entries);
  }

  /** What the registry was, by agent. */
  public Map<String, String> registrations() {
    return tables.registrations();
  }

  /** Keeps one agent's registration; an empty body forgets it. Without waiting for the disk. */
  public void keepRegistration(String agent, String body) {
    synchronized (registrations) {
      registrations.put(agent, body);
      if (registrations.size() > 1) {
        return;
      }
    }
    background("registrations", this::writeRegistrations);
  }

  /** All that came while the disk was busy: a thousand agents that join wait for few writes. */
  private void writeRegistrations() {
    Map<String, String> bodies;
    synchronized (registrations) {
      bodies = new LinkedHashMap<>(registrations);
      registrations.clear();
    }
    tables.keepRegistrations(bodies);
  }

  /** What agents refused before, by agent. */
  public Map<String, List<RefusedDocument>> refusals() {
    return tables.refusals();
  }

  /** Keeps what one agent refuses, all of it; without waiting for the disk. */
  public void keepRefusals(String agent, List<RefusedDocument> documents) {
    background("a refusal", () -> tables.keepRefusals(agent, documents));
  }

  /** Nobody waits for it; agents say it again to the next collector, or it is only a record. */
  private void background(String what, Runnable work) {
    try {
      writer.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              log.error("The store could not keep {}: {}", what, e.getMessage());
            }
          });
    } catch (RejectedExecutionException closed) {
      log.debug("{} comes after the end", what);
    }
  }

  /** What operators have switched off, as it was kept; empty: nothing ever was. */
  public String switches() {
    return tables.switches();
  }

  /**
   * Keeps what operators have switched off.
   *
   * @return completes when it is on disk; fails with {@link StoreException}
   */
  public CompletableFuture<Void> keepSwitches(String text) {
    try {
      return CompletableFuture.runAsync(() -> tables.keepSwitches(text), writer);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.failedFuture(
          new StoreException("the collector is stopping", closed));
    }
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new StoreException("the store's last write does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
    tables.close();
  }

  private CompletableFuture<Written> write(Supplier<Written> work) {
    CompletableFuture<Written> result = new CompletableFuture<>();
    try {
      writer.execute(
          () -> {
            try {
              Written written = work.get();
              if (written.changed()) {
                view = written.view();
                listener.accept(written);
              }
              result.complete(written);
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      result.completeExceptionally(new StoreException("the collector is stopping", closed));
    }
    return result;
  }

  private Written putNow(List<PolicyDocument> documents, WriteRequest request) {
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
    return new Written(new PolicyView(next, after), outcomes);
  }

  private Written deleteNow(List<DocumentKey> keys, WriteRequest request) {
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
    return new Written(new PolicyView(next, after), outcomes);
  }

  private Written replaceNow(Replacement replacement, WriteRequest request) {
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
