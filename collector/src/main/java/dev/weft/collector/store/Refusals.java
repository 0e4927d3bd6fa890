package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.MalformedTreeException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What agents refused and go on with instead. The versions they go on with are kept apart from the
 * history, which may have let go of them; one copy for all agents.
 */
final class Refusals {
  private Refusals() {}

  static void keep(Connection connection, String agent, List<RefusedDocument> refused)
      throws SQLException {
    Sql.execute(connection, "DELETE FROM refusal WHERE agent=?", agent);
    for (RefusedDocument one : refused) {
      DocumentKey key = one.key();
      StoredDocument good = one.good();
      Sql.execute(
          connection,
          "INSERT INTO refusal (agent, kind, namespace, name, revision, reason, good)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          agent,
          key.kind(),
          key.namespace(),
          key.name(),
          one.revision(),
          one.reason(),
          good == null ? 0 : good.revision());
      if (good != null) {
        Sql.execute(
            connection,
            "INSERT OR IGNORE INTO fallback"
                + " (kind, namespace, name, revision, created, received, stored, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            key.kind(),
            key.namespace(),
            key.name(),
            good.revision(),
            good.document().createdMillis(),
            good.receivedMillis(),
            good.storedMillis(),
            DocumentJson.write(good.document()));
      }
    }
    Sql.execute(
        connection,
        "DELETE FROM fallback WHERE NOT EXISTS (SELECT 1 FROM refusal r"
            + " WHERE r.kind = fallback.kind AND r.namespace = fallback.namespace"
            + " AND r.name = fallback.name AND r.good = fallback.revision)");
  }

  static Map<String, List<RefusedDocument>> all(Connection connection) throws SQLException {
    Map<String, List<RefusedDocument>> all = new LinkedHashMap<>();
    record OfAgent(String agent, RefusedDocument refused) {}
    for (OfAgent one :
        Sql.list(
            connection,
            row -> new OfAgent(row.getString(1), read(row)),
            "SELECT r.agent, r.kind, r.namespace, r.name, r.revision, r.reason,"
                + " f.revision, f.created, f.received, f.stored, f.body FROM refusal r"
                + " LEFT JOIN fallback f ON f.kind = r.kind AND f.namespace = r.namespace"
                + " AND f.name = r.name AND f.revision = r.good")) {
      all.computeIfAbsent(one.agent(), agent -> new ArrayList<>()).add(one.refused());
    }
    return all;
  }

  private static RefusedDocument read(ResultSet row) throws SQLException {
    DocumentKey key = new DocumentKey(row.getString(2), row.getString(3), row.getString(4));
    StoredDocument good = null;
    String body = row.getString(11);
    if (body != null) {
      try {
        PolicyDocument document = DocumentJson.read(key, body, row.getLong(8));
        good = new StoredDocument(document, row.getLong(7), row.getLong(9), row.getLong(10));
      } catch (MalformedTreeException e) {
        throw new StoreException("A kept version of " + key + " cannot be read: " + e, e);
      }
    }
    return new RefusedDocument(key, row.getLong(5), row.getString(6), good);
  }
}
