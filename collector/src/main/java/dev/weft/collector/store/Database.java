package dev.weft.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens the SQLite file: version, integrity, durability. */
final class Database {
  /** Written into the file's header, "weft" in ASCII: another program's file is not ours. */
  static final int APPLICATION_ID = 0x77656674;

  /** SQLite's number for {@code synchronous=FULL}. */
  private static final int FULL = 2;

  private Database() {}

  static Connection open(Path folder, Limits limits) {
    Path file = file(folder);
    prepareNativeLibrary(folder.resolve("native"));
    try {
      int schema = 0;
      if (Files.exists(file)) {
        // Without the right to write: a connection that may write would tidy up when it closes.
        try (Connection connection = reader(folder)) {
          schema = check(connection, file);
        }
      }
      Connection connection = writer(file, limits);
      try {
        configure(connection, file, schema, limits);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw cannotOpen(file, e);
    }
  }

  static Path file(Path folder) {
    return folder.resolve("weft.db");
  }

  /** Sees what is committed, and changes nothing. */
  static Connection reader(Path folder) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + file(folder));
  }

  private static Connection writer(Path file, Limits limits) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(limits.readOnly());
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static StoreException cannotOpen(Path file, SQLException e) {
    boolean full = is(e, SQLiteErrorCode.SQLITE_FULL);
    String what =
        full
            ? " cannot be opened, the disk is full: "
            : is(e, SQLiteErrorCode.SQLITE_READONLY, SQLiteErrorCode.SQLITE_CANTOPEN)
                ? " cannot be written, and a collector has to: "
                : " cannot be read: ";
    String remedy =
        full
            ? "Make room on the disk"
            : is(e, SQLiteErrorCode.SQLITE_READONLY, SQLiteErrorCode.SQLITE_CANTOPEN)
                ? "Make the folder writable for this user"
                : "Restore it from a backup (weft import)";
    return new StoreException(
        "The store "
            + file
            + what
            + e.getMessage()
            + ". It was left as it is. "
            + remedy
            + ", or start with another --data-dir.",
        e,
        full);
  }

  /** What an operation that failed later says. */
  static StoreException failed(SQLException e) {
    if (is(e, SQLiteErrorCode.SQLITE_FULL)) {
      return new StoreException(
          "The disk of the store is full; nothing was changed. Make room in the collector's data"
              + " folder and try again. ("
              + e.getMessage()
              + ")",
          e,
          true);
    }
    if (is(e, SQLiteErrorCode.SQLITE_READONLY)) {
      return new StoreException(
          "The store cannot be written; nothing was changed. Make the collector's data folder"
              + " writable for its user and try again. ("
              + e.getMessage()
              + ")",
          e);
    }
    return new StoreException("The store cannot be read or written: " + e.getMessage(), e);
  }

  private static boolean is(SQLException e, SQLiteErrorCode... codes) {
    if (e instanceof SQLiteException known) {
      for (SQLiteErrorCode code : codes) {
        // The lowest byte is the primary code, what is above tells more of it.
        if ((known.getResultCode().code & 0xff) == code.code) {
          return true;
        }
      }
    }
    return false;
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
  static int check(Connection connection, Path file) throws SQLException {
    int schema = number(connection, "PRAGMA user_version");
    int application = number(connection, "PRAGMA application_id");
    int tables = number(connection, "SELECT count(*) FROM sqlite_master");
    if (tables > 0 && application != APPLICATION_ID) {
      throw new StoreException(
          file + " is a database of another program; start with another --data-dir.");
    }
    if (schema > Schema.VERSION) {
      throw new StoreException(
          "The store "
              + file
              + " has version "
              + schema
              + ", this collector knows versions up to "
              + Schema.VERSION
              + ". Use the newer collector that wrote it, or start with another --data-dir.");
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!rows.next() || !"ok".equals(rows.getString(1))) {
        throw new SQLException("its integrity check says: " + rows.getString(1));
      }
    }
    return schema;
  }

  private static void configure(Connection connection, Path file, int schema, Limits limits)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (limits.maxPages() > 0) {
        statement.execute("PRAGMA max_page_count=" + limits.maxPages());
      }
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
    }
    Schema.update(connection, schema);
    // An acknowledged write is on disk before the answer: anything less would be a lie.
    if (number(connection, "PRAGMA synchronous") != FULL) {
      throw new StoreException("SQLite refuses synchronous=FULL for " + file + ".");
    }
    if (!"wal".equalsIgnoreCase(text(connection, "PRAGMA journal_mode"))) {
      throw new StoreException("SQLite refuses a write-ahead log for " + file + ".");
    }
  }

  static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }
}
