package dev.weft.collector.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audit log, a table: so an entry and the write that it tells of are in one transaction, and
 * there is neither without the other. Triggers keep it append-only ({@link Schema}).
 */
final class Audit {
  static final String COLUMNS = "seq, at, who, address, action, target, status, revision, detail";

  /** The limits are kept within this many entries: trimming each time would double the cost. */
  private static final int SLACK = 100;

  private final Connection connection;

  Audit(Connection connection) {
    this.connection = connection;
  }

  void add(AuditEntry entry) throws SQLException {
    insert(connection, entry, null);
    trim(entry);
  }

  /** An entry of another store, unless it is there already. */
  void addForeign(AuditEntry entry, String origin) throws SQLException {
    if (Sql.number(connection, "SELECT count(*) FROM audit WHERE origin=?", origin) == 0) {
      insert(connection, entry, origin);
      trim(entry);
    }
  }

  private void trim(AuditEntry entry) throws SQLException {
    int refused = entry.refused() ? 1 : 0;
    long newest = newest(connection, refused);
    if (newest % SLACK == 0) {
      Sql.execute(
          connection,
          "DELETE FROM audit WHERE refused=? AND n<=?",
          refused,
          newest - (refused == 0 ? Schema.MAX_AUDIT : Schema.MAX_AUDIT_REFUSED));
    }
  }

  /**
   * @param origin names an entry of another store, null: it is of this one
   */
  static void insert(Connection connection, AuditEntry entry, @Nullable String origin)
      throws SQLException {
    int refused = entry.refused() ? 1 : 0;
    Sql.execute(
        connection,
        "INSERT INTO audit (refused, n, at, who, address, action, target, status, revision, detail,"
            + " origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        refused,
        newest(connection, refused) + 1,
        entry.atMillis(),
        entry.author().who(),
        entry.author().address(),
        entry.action(),
        entry.target(),
        entry.status(),
        entry.revision(),
        entry.detail(),
        origin);
  }

  private static long newest(Connection connection, int refused) throws SQLException {
    return Sql.number(connection, "SELECT max(n) FROM audit WHERE refused=?", refused);
  }

  /** The newest first. */
  static List<AuditEntry> list(Connection connection, long before, int limit) throws SQLException {
    return Sql.list(
        connection,
        Audit::read,
        "SELECT " + COLUMNS + " FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?",
        before,
        limit);
  }

  static AuditEntry read(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong(1),
        row.getLong(2),
        new Author(row.getString(3), row.getString(4)),
        row.getString(5),
        row.getString(6),
        row.getInt(7),
        row.getLong(8),
        row.getString(9));
  }
}
