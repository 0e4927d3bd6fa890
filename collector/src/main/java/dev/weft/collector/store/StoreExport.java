package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.tree.MalformedTreeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads a whole store, beside a collector that writes or without one. */
public final class StoreExport {
  private StoreExport() {}

  /** Something done with each row. */
  @FunctionalInterface
  private interface Each {
    void row(ResultSet row) throws SQLException, MalformedTreeException;
  }

  /**
   * @param folder the collector's data folder
   * @throws StoreException if there is no store in it, or it cannot be read
   */
  public static void of(Path folder, StoreVisitor visitor) {
    Path file = Database.file(folder);
    if (!Files.exists(file)) {
      throw new StoreException("There is no store in " + folder + ": " + file + " is missing.");
    }
    try (Connection connection = Database.reader(folder);
        Statement statement = connection.createStatement()) {
      if (Database.check(connection, file) < Schema.VERSION) {
        throw new StoreException(
            "The store "
                + file
                + " is of an older version: start its collector once, then export.");
      }
      // One moment for all that follows, whatever is written meanwhile.
      statement.execute("BEGIN");
      visit(connection, visitor);
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw Database.failed(e);
    } catch (MalformedTreeException e) {
      throw new StoreException("A stored document cannot be read: " + e.getMessage(), e);
    }
  }

  private static void visit(Connection connection, StoreVisitor visitor)
      throws SQLException, MalformedTreeException {
    String store = Database.text(connection, "SELECT value FROM meta WHERE name='store'");
    visitor.begin(
        store,
        Math.max(
            1,
            Sql.number(
                connection, "SELECT CAST(value AS INTEGER) FROM meta WHERE name='revision'")));
    visitor.switches(Database.text(connection, "SELECT value FROM meta WHERE name='switches'"));
    each(
        connection,
        "SELECT kind, namespace, name, revision, created, received, stored, body FROM document"
            + " ORDER BY kind, namespace, name",
        row -> {
          DocumentKey key = new DocumentKey(row.getString(1), row.getString(2), row.getString(3));
          visitor.document(
              new StoredDocument(
                  DocumentJson.read(key, row.getString(8), row.getLong(5)),
                  row.getLong(4),
                  row.getLong(6),
                  row.getLong(7)));
        });
    each(
        connection,
        "SELECT " + History.COLUMNS + " FROM version ORDER BY revision",
        row -> visitor.version(History.read(row)));
    each(
        connection,
        "SELECT " + Audit.COLUMNS + ", origin FROM audit ORDER BY seq",
        row -> {
          AuditEntry entry = Audit.read(row);
          String origin = row.getString(10);
          visitor.audit(entry, origin == null ? store + "#" + entry.seq() : origin);
        });
  }

  private static void each(Connection connection, String sql, Each each)
      throws SQLException, MalformedTreeException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        each.row(rows);
      }
    }
  }
}
