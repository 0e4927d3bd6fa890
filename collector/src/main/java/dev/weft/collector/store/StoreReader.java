package dev.weft.collector.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Reads what is committed, beside the writer: a long look at the history holds no write up. One
 * reader at a time, any thread.
 */
final class StoreReader implements AutoCloseable {
  private final Connection connection;

  private StoreReader(Connection connection) {
    this.connection = connection;
  }

  /** A question. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  static StoreReader open(Path folder) {
    try {
      return new StoreReader(Database.reader(folder));
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  synchronized <T> T read(Question<T> question) {
    try {
      return question.ask(connection);
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw Database.failed(e);
    }
  }
}
