package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.MalformedTreeException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of versions. Writing is for the store's writer, inside of its transaction. */
final class History {
  /**
   * Versions of a document: who steps back does so by hours or days, and a pipeline that changes a
   * document ten times a day still has a working week.
   */
  static final int MAX_VERSIONS = 50;

  /**
   * Of all documents: five times what the documents themselves may have ({@link
   * Documents#MAX_BYTES}), and it can still be exported in one piece.
   */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /** What an entry takes besides its document, so that deletions count too. */
  static final int ROW_BYTES = 256;

  static final String COLUMNS =
      "kind, namespace, name, revision, action, who, address, restores, created, received,"
          + " stored, body";

  private final Connection connection;
  private final int maxVersions;
  private final long maxBytes;
  private long bytes;

  History(Connection connection, int maxVersions, long maxBytes) throws SQLException {
    this.connection = connection;
    this.maxVersions = maxVersions;
    this.maxBytes = maxBytes;
    reload();
  }

  /** After a transaction that did not happen. */
  void reload() throws SQLException {
    bytes = Sql.number(connection, "SELECT sum(bytes) FROM version");
  }

  void add(Version version) throws SQLException {
    insert(connection, version);
    bytes += size(body(version));
    trim(version.key());
  }

  static void insert(Connection connection, Version version) throws SQLException {
    DocumentKey key = version.key();
    PolicyDocument document = version.document();
    String body = body(version);
    Sql.execute(
        connection,
        "INSERT INTO version ("
            + COLUMNS
            + ", bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        key.kind(),
        key.namespace(),
        key.name(),
        version.revision(),
        version.action().name(),
        version.author().who(),
        version.author().address(),
        version.restores(),
        document == null ? 0 : document.createdMillis(),
        version.receivedMillis(),
        version.storedMillis(),
        body,
        size(body));
  }

  private static @Nullable String body(Version version) {
    return version.document() == null ? null : DocumentJson.write(version.document());
  }

  private static long size(@Nullable String body) {
    return ROW_BYTES + (body == null ? 0 : body.length());
  }

  private void trim(DocumentKey key) throws SQLException {
    for (long[] old :
        Sql.list(
            connection,
            row -> new long[] {row.getLong(1), row.getLong(2)},
            "SELECT revision, bytes FROM version WHERE kind=? AND namespace=? AND name=?"
                + " ORDER BY revision DESC LIMIT -1 OFFSET "
                + maxVersions,
            key.kind(),
            key.namespace(),
            key.name())) {
      Sql.execute(
          connection,
          "DELETE FROM version WHERE kind=? AND namespace=? AND name=? AND revision=?",
          key.kind(),
          key.namespace(),
          key.name(),
          old[0]);
      bytes -= old[1];
    }
  }

  /** The oldest go first, but never what a document is now: once a write, after all of its adds. */
  void trimAll() throws SQLException {
    if (bytes <= maxBytes) {
      return;
    }
    record Old(long row, long bytes) {}
    long excess = bytes - maxBytes;
    List<Old> gone = new ArrayList<>();
    for (Old old :
        Sql.list(
            connection,
            row -> new Old(row.getLong(1), row.getLong(2)),
            "SELECT v.rowid, v.bytes FROM version v WHERE NOT EXISTS (SELECT 1 FROM document d"
                + " WHERE d.kind = v.kind AND d.namespace = v.namespace AND d.name = v.name"
                + " AND d.revision = v.revision) ORDER BY v.revision LIMIT 10000")) {
      if (excess <= 0) {
        break;
      }
      excess -= old.bytes();
      gone.add(old);
    }
    for (Old old : gone) {
      Sql.execute(connection, "DELETE FROM version WHERE rowid=?", old.row());
      bytes -= old.bytes();
    }
  }

  /**
   * The newest first.
   *
   * @param before only what is older than this revision
   */
  static List<Version> list(Connection connection, DocumentKey key, long before, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        History::read,
        "SELECT "
            + COLUMNS
            + " FROM version WHERE kind=? AND namespace=? AND name=? AND revision < ?"
            + " ORDER BY revision DESC LIMIT ?",
        key.kind(),
        key.namespace(),
        key.name(),
        before,
        limit);
  }

  static Version read(ResultSet row) throws SQLException {
    DocumentKey key = new DocumentKey(row.getString(1), row.getString(2), row.getString(3));
    String body = row.getString(12);
    try {
      return new Version(
          key,
          row.getLong(4),
          Version.Action.valueOf(row.getString(5)),
          new Author(row.getString(6), row.getString(7)),
          body == null ? null : DocumentJson.read(key, body, row.getLong(9)),
          row.getLong(8),
          row.getLong(10),
          row.getLong(11));
    } catch (MalformedTreeException e) {
      throw new StoreException(
          "Revision " + row.getLong(4) + " of " + key + " cannot be read: " + e.getMessage(), e);
    }
  }
}
