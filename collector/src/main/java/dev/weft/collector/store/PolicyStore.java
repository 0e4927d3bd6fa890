package dev.weft.collector.store;

import dev.weft.collector.time.Clock;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents, on disk and in memory. One thread writes, in order, and is also what numbers the
 * revisions, so that a revision seen by anybody is never followed by a smaller one. Reads look at
 * the view in memory. Thread-safe.
 */
public final class PolicyStore implements AutoCloseable {
  /** Of refused writes that wait for the disk; what is beyond is counted in one entry. */
  private static final int MAX_REFUSED_WAITING = 1_000;

  private static final Logger log = LoggerFactory.getLogger(PolicyStore.class);

  private final Path folder;
  private final Tables tables;
  private final Documents documents;
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
  private volatile Consumer<Written> listener = written -> {};
  private final List<AuditEntry> refused = new ArrayList<>();

  /** Registrations that wait for the disk, by agent. */
  private final Map<String, String> registrations = new LinkedHashMap<>();

  private long refusedUncounted;

  private PolicyStore(Path folder, Tables tables, StoreReader reader, Clock clock) {
    this.folder = folder;
    this.tables = tables;
    this.reader = reader;
    this.clock = clock;
    // Revisions between two writes are not kept, so that each start begins an epoch of its own.
    epoch = tables.beginEpoch();
    documents = new Documents(tables, clock);
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
    return documents.view();
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
      writer.execute(() -> then.accept(documents.advance()));
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
    return write(() -> this.documents.put(all, request));
  }

  /** Deletes all of them in one revision; as {@link #put}. */
  public CompletableFuture<Written> delete(Collection<DocumentKey> keys, WriteRequest request) {
    List<DocumentKey> all = List.copyOf(keys);
    return write(() -> documents.delete(all, request));
  }

  /**
   * Puts a whole state in the place of the present one, in one revision, all or nothing. Every
   * document gets that revision, so that nobody takes it for another of the same number.
   */
  public CompletableFuture<Written> replace(Replacement replacement, WriteRequest request) {
    return write(() -> documents.replace(replacement, request));
  }

  /**
   * Whether a write would be done now.
   *
   * @throws ConflictException if not
   */
  public void verify(Collection<DocumentKey> keys, Condition condition) {
    documents.check(keys, condition);
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
}
