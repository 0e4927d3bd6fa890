package dev.weft.collector.store;

import dev.weft.collector.store.Written.Outcome;
import dev.weft.collector.time.Clock;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.nio.file.Path;
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

  private final Tables tables;
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
  private long bytes;

  private PolicyStore(Tables tables, Clock clock) {
    this.tables = tables;
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
    return new PolicyStore(Tables.open(folder), clock);
  }

  public PolicyView view() {
    return view;
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
   * @param receivedMillis when the API received them
   * @return completes when they are on disk; fails with {@link StoreException}
   */
  public CompletableFuture<Written> put(Collection<PolicyDocument> documents, long receivedMillis) {
    List<PolicyDocument> all = List.copyOf(documents);
    return write(() -> putNow(all, receivedMillis));
  }

  /** Deletes all of them in one revision. */
  public CompletableFuture<Written> delete(Collection<DocumentKey> keys) {
    List<DocumentKey> all = List.copyOf(keys);
    return write(() -> deleteNow(all));
  }

  /** What the registry was, by agent. */
  public Map<String, String> registrations() {
    return tables.registrations();
  }

  /** Keeps one agent's registration; an empty body forgets it. Without waiting for the disk. */
  public void keepRegistration(String agent, String body) {
    try {
      writer.execute(() -> tables.keepRegistration(agent, body));
    } catch (RejectedExecutionException closed) {
      // Kept or not, agents register again with the next collector.
      return;
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

  private Written putNow(List<PolicyDocument> documents, long receivedMillis) {
    PolicyView before = view;
    TreeMap<DocumentKey, StoredDocument> after = new TreeMap<>(before.documents());
    Map<DocumentKey, Outcome> outcomes = new LinkedHashMap<>();
    Map<DocumentKey, StoredDocument> changed = new LinkedHashMap<>();
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
      StoredDocument stored = new StoredDocument(stamped, next, receivedMillis, now);
      size += size(stored) - (old == null ? 0 : size(old));
      changed.put(document.key(), stored);
      after.put(document.key(), stored);
    }
    if (changed.isEmpty()) {
      return new Written(before, outcomes);
    }
    if (size > MAX_BYTES) {
      throw new StoreFullException(size, MAX_BYTES);
    }
    tables.write(next, changed.values(), List.of());
    revision = next;
    bytes = size;
    return new Written(new PolicyView(next, after), outcomes);
  }

  private Written deleteNow(List<DocumentKey> keys) {
    PolicyView before = view;
    TreeMap<DocumentKey, StoredDocument> after = new TreeMap<>(before.documents());
    Map<DocumentKey, Outcome> outcomes = new LinkedHashMap<>();
    List<DocumentKey> gone = keys.stream().filter(after::containsKey).toList();
    long size = bytes;
    for (DocumentKey key : keys) {
      StoredDocument old = after.remove(key);
      outcomes.put(key, old == null ? Outcome.ABSENT : Outcome.DELETED);
      size -= old == null ? 0 : size(old);
    }
    if (gone.isEmpty()) {
      return new Written(before, outcomes);
    }
    long next = revision + 1;
    tables.write(next, List.of(), gone);
    revision = next;
    bytes = size;
    return new Written(new PolicyView(next, after), outcomes);
  }

  private static long size(StoredDocument stored) {
    return DocumentJson.write(stored.document()).length();
  }
}
