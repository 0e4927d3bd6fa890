package dev.weft.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** Opens the SQLite file: version, integrity, durability. */
final class Database {
  /** Written into the file's header, "weft" in ASCII: another program's file is not ours. */
  static final int APPLICATION_ID = 0x77656674;

  /** Of the tables below. */
  static final int SCHEMA = 1;

  /** SQLite's number for {@code synchronous=FULL}. */
  private static final int FULL = 2;

  private Database() {}

  static Connection open(Path folder) {
    Path file = folder.resolve("weft.db");
    prepareNativeLibrary(folder.resolve("native"));
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try {
        check(connection, file);
        configure(connection, file);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreException(
          "The store "
              + file
              + " cannot be read: "
              + e.getMessage()
              + ". It was left as it is. Restore it from a backup, or start with another --data-dir.",
          e);
    }
  }

  /** A killed process leaves its copy of the native library; ours are the only ones in there. */
  private static void prepareNativeLibrary(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> left = Files.list(folder)) {
        for (Path path : left.toList()) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      throw new StoreException(
          "The folder " + folder + " cannot be prepared: " + e.getMessage(), e);
    }
    System.setProperty("org.sqlite.tmpdir", folder.toAbsolutePath().toString());
  }

  /** Looks before anything is written. */
  private static void check(Connection connection, Path file) throws SQLException {
    int schema = number(connection, "PRAGMA user_version");
    int application = number(connection, "PRAGMA application_id");
    int tables = number(connection, "SELECT count(*) FROM sqlite_master");
    if (tables > 0 && application != APPLICATION_ID) {
      throw new StoreException(
          file + " is a database of another program; start with another --data-dir.");
    }
    if (schema > SCHEMA) {
      throw new StoreException(
          "The store "
              + file
              + " has version "
              + schema
              + ", this collector knows versions up to "
              + SCHEMA
              + ". Use the newer collector that wrote it, or start with another --data-dir.");
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!rows.next() || !"ok".equals(rows.getString(1))) {
        throw new SQLException("its integrity check says: " + rows.getString(1));
      }
    }
  }

  private static void configure(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA application_id=" + APPLICATION_ID);
      statement.execute(
          "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, namespace TEXT NOT NULL,"
              + " name TEXT NOT NULL, revision INTEGER NOT NULL, created INTEGER NOT NULL,"
              + " received INTEGER NOT NULL, stored INTEGER NOT NULL, body TEXT NOT NULL,"
              + " PRIMARY KEY (kind, namespace, name))");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS registration (agent TEXT PRIMARY KEY, body TEXT NOT NULL)");
      statement.execute("PRAGMA user_version=" + SCHEMA);
    }
    // An acknowledged write is on disk before the answer: anything less would be a lie.
    if (number(connection, "PRAGMA synchronous") != FULL) {
      throw new StoreException("SQLite refuses synchronous=FULL for " + file + ".");
    }
  }

  static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
