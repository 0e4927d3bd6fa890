package dev.weft.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables, and how older files get them. */
final class Schema {
  /** Of the tables below; 1 had neither history nor audit log. */
  static final int VERSION = 2;

  /** Whoever reads the audit log of a year wants the writes of people, not of pipelines. */
  static final int MAX_AUDIT = 100_000;

  /**
   * Refused writes are counted apart, so that a flood of them never pushes out what was done.
   * Fewer, because anybody can cause them.
   */
  static final int MAX_AUDIT_REFUSED = 10_000;

  private Schema() {}

  /** In one transaction: whole or not at all. */
  static void update(Connection connection, int from) throws SQLException {
    if (from == VERSION) {
      return;
    }
    Sql.transaction(
        connection,
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA application_id=" + Database.APPLICATION_ID);
            if (from < 1) {
              one(statement);
            }
            if (from < 2) {
              two(statement);
            }
            statement.execute("PRAGMA user_version=" + VERSION);
          }
        });
  }

  private static void one(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
    statement.execute(
        "CREATE TABLE document (kind TEXT NOT NULL, namespace TEXT NOT NULL,"
            + " name TEXT NOT NULL, revision INTEGER NOT NULL, created INTEGER NOT NULL,"
            + " received INTEGER NOT NULL, stored INTEGER NOT NULL, body TEXT NOT NULL,"
            + " PRIMARY KEY (kind, namespace, name))");
    statement.execute("CREATE TABLE registration (agent TEXT PRIMARY KEY, body TEXT NOT NULL)");
  }

  private static void two(Statement statement) throws SQLException {
    statement.execute(
        "CREATE TABLE version (kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,"
            + " revision INTEGER NOT NULL, action TEXT NOT NULL, who TEXT NOT NULL,"
            + " address TEXT NOT NULL, restores INTEGER NOT NULL, created INTEGER NOT NULL,"
            + " received INTEGER NOT NULL, stored INTEGER NOT NULL, bytes INTEGER NOT NULL,"
            + " body TEXT, PRIMARY KEY (kind, namespace, name, revision))");
    statement.execute("CREATE INDEX version_age ON version (revision, bytes)");
    statement.execute(
        "INSERT INTO version SELECT kind, namespace, name, revision, 'KEPT', '"
            + Author.COLLECTOR
            + "', '', 0, created, received, stored, length(body) + "
            + History.ROW_BYTES
            + ", body FROM document");
    statement.execute(
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY AUTOINCREMENT, refused INTEGER NOT NULL,"
            + " n INTEGER NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL,"
            + " address TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,"
            + " status INTEGER NOT NULL, revision INTEGER NOT NULL, detail TEXT NOT NULL,"
            + " origin TEXT UNIQUE)");
    statement.execute("CREATE UNIQUE INDEX audit_order ON audit (refused, n)");
    statement.execute(
        "CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit"
            + " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END");
    // Only what is beyond the limit may go, the oldest first.
    statement.execute(
        "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit"
            + " WHEN OLD.n > (SELECT max(n) FROM audit WHERE refused = OLD.refused)"
            + " - CASE OLD.refused WHEN 0 THEN "
            + MAX_AUDIT
            + " ELSE "
            + MAX_AUDIT_REFUSED
            + " END BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END");
    statement.execute(
        "CREATE TABLE refusal (agent TEXT NOT NULL, kind TEXT NOT NULL, namespace TEXT NOT NULL,"
            + " name TEXT NOT NULL, revision INTEGER NOT NULL, reason TEXT NOT NULL,"
            + " good INTEGER NOT NULL, PRIMARY KEY (agent, kind, namespace, name))");
    statement.execute(
        "CREATE TABLE fallback (kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,"
            + " revision INTEGER NOT NULL, created INTEGER NOT NULL, received INTEGER NOT NULL,"
            + " stored INTEGER NOT NULL, body TEXT NOT NULL,"
            + " PRIMARY KEY (kind, namespace, name, revision))");
  }
}
