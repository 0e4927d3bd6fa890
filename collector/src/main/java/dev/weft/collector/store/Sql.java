package dev.weft.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The little that every table needs of JDBC. */
final class Sql {
  private Sql() {}

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  /** All that {@code work} writes is on disk when this returns, or nothing of it ever. */
  static void transaction(Connection connection, Work work) throws SQLException {
    // In SQL: JDBC's own would begin the next at once, and stumble where SQLite has rolled back by
    // itself, which it does when the disk is full.
    command(connection, "BEGIN IMMEDIATE");
    try {
      work.run();
      command(connection, "COMMIT");
    } catch (SQLException | RuntimeException e) {
      try {
        command(connection, "ROLLBACK");
      } catch (SQLException none) {
        e.addSuppressed(none);
      }
      throw e;
    }
  }

  private static void command(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  static <T> List<T> list(Connection connection, Row<T> read, String sql, Object... parameters)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(read.read(rows));
      }
    }
    return all;
  }

  /** The number in the first row; 0 if there is none. */
  static long number(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
