package dev.weft.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest extends StoreFixture {
  @Test
  void everyWriteHasAnEntryAndNothingNewHasNone() {
    try (PolicyStore store = open()) {
      long first = put(store, "a", "one");
      put(store, "a", "one");
      long second = store.delete(List.of(key("a")), by(ANNA)).join().view().revision();
      store.delete(List.of(key("a")), by(ANNA)).join();
      assertThat(store.audit(Long.MAX_VALUE, 10))
          .extracting(AuditEntry::action, AuditEntry::target, AuditEntry::revision)
          .containsExactly(
              tuple("delete", "VirtualService default/a", second),
              tuple("put", "VirtualService default/a", first));
    }
  }

  @Test
  void aLargeWriteIsOneBoundedEntry() {
    try (PolicyStore store = open()) {
      var many = new ArrayList<dev.weft.policy.document.PolicyDocument>();
      for (int i = 0; i < 100; i++) {
        many.add(document("d" + i, Map.of()));
      }
      store.put(many, by(ANNA)).join();
      assertThat(store.audit(Long.MAX_VALUE, 10)).hasSize(1);
      assertThat(store.audit(Long.MAX_VALUE, 10).get(0).target())
          .contains("VirtualService default/d0")
          .endsWith("and 92 more");
    }
  }

  @Test
  void whatOthersWroteIsOneLineWithoutControlCharacters() {
    try (PolicyStore store = open()) {
      store
          .record(
              new AuditEntry(
                  1,
                  new Author("a\nb", "c\u001b[31m"),
                  "do",
                  "x\r\n2020 admin",
                  200,
                  "y".repeat(5_000)))
          .join();
      AuditEntry entry = store.audit(Long.MAX_VALUE, 1).get(0);
      assertThat(entry.author()).isEqualTo(new Author("a b", "c [31m"));
      assertThat(entry.target()).isEqualTo("x  2020 admin");
      assertThat(entry.detail()).hasSize(1_003);
    }
  }

  @Test
  void aFloodOfRefusedRequestsIsCountedAndPushesNothingElseOut() throws Exception {
    try (PolicyStore store = open()) {
      long first = put(store, "a", "one");
      int sent = 3 * Schema.MAX_AUDIT_REFUSED;
      for (int i = 0; i < sent; i++) {
        store.recordRefused(new AuditEntry(i, ANNA, "put", "/v1/policies", 401, ""));
      }
      // Behind all of them.
      put(store, "a", "two");
      try (Connection connection = Database.reader(folder)) {
        long kept = Sql.number(connection, "SELECT count(*) FROM audit WHERE refused=1");
        assertThat(kept).isLessThanOrEqualTo(Schema.MAX_AUDIT_REFUSED + 100);
      }
      List<AuditEntry> all = store.audit(Long.MAX_VALUE, 100_000);
      assertThat(all).extracting(AuditEntry::revision).contains(first);
      assertThat(all).extracting(AuditEntry::target).anyMatch(t -> t.endsWith("more requests"));
    }
  }

  @Test
  void entriesCanNeitherBeChangedNorRemoved() throws SQLException {
    try (PolicyStore store = open()) {
      put(store, "a", "one");
      put(store, "a", "two");
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("weft.db"));
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("UPDATE audit SET who='nobody'"))
          .hasMessageContaining("append-only");
      assertThatThrownBy(() -> statement.execute("DELETE FROM audit WHERE seq=1"))
          .hasMessageContaining("append-only");
      // As if it had lived long: only then the oldest may go.
      statement.execute(
          "INSERT INTO audit (refused, n, at, who, address, action, target, status, revision,"
              + " detail) VALUES (0, "
              + (Schema.MAX_AUDIT + 1)
              + ", 1, 'a', '', 'put', '', 200, 1, '')");
      assertThat(statement.executeUpdate("DELETE FROM audit WHERE n=1")).isEqualTo(1);
      assertThatThrownBy(() -> statement.execute("DELETE FROM audit WHERE n=2"))
          .hasMessageContaining("append-only");
    }
  }
}
