package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The SQL. One thread at a time. */
final class Tables implements AutoCloseable {
  private final Connection connection;
  private final FileChannel lock;
  private final History history;
  private final Audit audit;

  private Tables(Connection connection, FileChannel lock, Limits limits) throws SQLException {
    this.connection = connection;
    this.lock = lock;
    history = new History(connection, limits.maxVersions(), limits.maxHistoryBytes());
    audit = new Audit(connection);
  }

  static Tables open(Path folder, Limits limits) {
    FileChannel lock = StoreFolder.lock(folder);
    try {
      Connection connection = Database.open(folder, limits);
      try {
        return new Tables(connection, lock, limits);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      StoreException failed = Database.failed(e);
      StoreFolder.release(lock, failed);
      throw failed;
    } catch (RuntimeException e) {
      StoreFolder.release(lock, e);
      throw e;
    }
  }

  String beginEpoch() {
    try (Statement statement = connection.createStatement()) {
      String store = meta("store");
      if (store.isEmpty()) {
        store = UUID.randomUUID().toString().substring(0, 8);
        setMeta("store", store);
      }
      long start = Long.parseLong("0" + meta("starts")) + 1;
      setMeta("starts", Long.toString(start));
      return store + "-" + start;
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  long revision() {
    try {
      return Long.parseLong("0" + meta("revision"));
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  List<StoredDocument> documents() {
    List<StoredDocument> documents = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT kind, namespace, name, revision, created, received, stored, body"
                    + " FROM document")) {
      while (row.next()) {
        DocumentKey key = new DocumentKey(row.getString(1), row.getString(2), row.getString(3));
        documents.add(
            new StoredDocument(
                DocumentJson.read(key, row.getString(8), row.getLong(5)),
                row.getLong(4),
                row.getLong(6),
                row.getLong(7)));
      }
      return documents;
    } catch (SQLException e) {
      throw Database.failed(e);
    } catch (MalformedTreeException e) {
      throw new StoreException("A stored document cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * One transaction, on disk when this returns.
   *
   * @param versions of all that is put and deleted
   */
  void write(
      long revision,
      Collection<StoredDocument> put,
      Collection<DocumentKey> delete,
      Collection<Version> versions,
      AuditEntry entry) {
    transaction(
        () -> {
          for (StoredDocument stored : put) {
            put(stored);
          }
          for (DocumentKey key : delete) {
            execute(
                "DELETE FROM document WHERE kind=? AND namespace=? AND name=?",
                key.kind(),
                key.namespace(),
                key.name());
          }
          for (Version version : versions) {
            history.add(version);
          }
          history.trimAll();
          audit.add(entry);
          setMeta("revision", Long.toString(revision));
        });
  }

  /** Everything anew in one transaction, on disk when this returns. */
  void replace(
      long revision,
      Collection<StoredDocument> documents,
      Consumer<Replacement.Past> past,
      @Nullable String switches,
      Collection<Version> versions,
      AuditEntry entry) {
    transaction(
        () -> {
          String own = meta("store") + "#";
          execute("DELETE FROM document");
          execute("DELETE FROM version");
          history.reload();
          for (StoredDocument stored : documents) {
            put(stored);
          }
          if (switches != null) {
            setMeta("switches", switches);
          }
          past.accept(
              new Replacement.Past() {
                @Override
                public void version(Version version) {
                  unchecked(() -> history.add(version));
                }

                @Override
                public void audit(AuditEntry foreign, String origin) {
                  if (!origin.startsWith(own)) {
                    unchecked(() -> audit.addForeign(foreign, origin));
                  }
                }
              });
          for (Version version : versions) {
            history.add(version);
          }
          history.trimAll();
          audit.add(entry);
          setMeta("revision", Long.toString(revision));
        });
  }

  private static void unchecked(Sql.Work work) {
    try {
      work.run();
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  /** All of them, on disk when this returns. */
  void audit(List<AuditEntry> entries) {
    transaction(
        () -> {
          for (AuditEntry entry : entries) {
            audit.add(entry);
          }
        });
  }

  void keepRefusals(String agent, List<RefusedDocument> refused) {
    transaction(() -> Refusals.keep(connection, agent, refused));
  }

  Map<String, List<RefusedDocument>> refusals() {
    try {
      return Refusals.all(connection);
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  private void transaction(Sql.Work work) {
    try {
      try {
        Sql.transaction(connection, work);
      } catch (SQLException | RuntimeException e) {
        history.reload();
        throw e;
      }
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  private void put(StoredDocument stored) throws SQLException {
    DocumentKey key = stored.key();
    execute(
        "INSERT OR REPLACE INTO document"
            + " (kind, namespace, name, revision, created, received, stored, body)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        key.kind(),
        key.namespace(),
        key.name(),
        stored.revision(),
        stored.document().createdMillis(),
        stored.receivedMillis(),
        stored.storedMillis(),
        DocumentJson.write(stored.document()));
  }

  Map<String, String> registrations() {
    Map<String, String> bodies = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT agent, body FROM registration")) {
      while (row.next()) {
        bodies.put(row.getString(1), row.getString(2));
      }
      return bodies;
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  /** One transaction; an empty body forgets. */
  void keepRegistrations(Map<String, String> bodies) {
    transaction(
        () -> {
          for (Map.Entry<String, String> one : bodies.entrySet()) {
            if (one.getValue().isEmpty()) {
              execute("DELETE FROM registration WHERE agent=?", one.getKey());
            } else {
              execute(
                  "INSERT OR REPLACE INTO registration (agent, body) VALUES (?, ?)",
                  one.getKey(),
                  one.getValue());
            }
          }
        });
  }

  String switches() {
    try {
      return meta("switches");
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  void keepSwitches(String text) {
    try {
      setMeta("switches", text);
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  private String meta(String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT value FROM meta WHERE name=?")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  private void setMeta(String name, String value) throws SQLException {
    execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", name, value);
  }

  private void execute(String sql, Object... parameters) throws SQLException {
    Sql.execute(connection, sql, parameters);
  }

  @Override
  public void close() {
    try (FileChannel released = lock) {
      connection.close();
    } catch (SQLException | IOException e) {
      throw new StoreException("The store does not close: " + e.getMessage(), e);
    }
  }
}
