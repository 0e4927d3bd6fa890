package dev.weft.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weft.collector.store.Version.Action;
import dev.weft.collector.store.Written.Outcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HistoryTest extends StoreFixture {
  @Test
  void everyVersionSaysWhoWroteItAndWhatItWas() {
    try (PolicyStore store = open()) {
      long first = put(store, "a", "one");
      now = 2_000;
      long second =
          store
              .put(List.of(document("a", Map.of("n", "two"))), by(Author.anonymous("10.0.0.2")))
              .join()
              .view()
              .revision();
      put(store, "other", "one");

      List<Version> versions = store.history(key("a"), Long.MAX_VALUE, 10);
      assertThat(versions)
          .extracting(Version::revision, Version::action, Version::author, Version::storedMillis)
          .containsExactly(
              tuple(second, Action.CONFIGURED, new Author("anonymous", "10.0.0.2"), 2_000L),
              tuple(first, Action.CREATED, ANNA, 1_000L));
      assertThat(versions.get(1).document().spec()).isEqualTo(Map.of("n", "one"));
    }
  }

  @Test
  void theLineGoesOnWhereADocumentIsDeletedAndMadeAgain() {
    long first;
    try (PolicyStore store = open()) {
      first = put(store, "a", "one");
      store.delete(List.of(key("a")), by(ANNA)).join();
      assertThat(store.history(key("a"), Long.MAX_VALUE, 10))
          .extracting(Version::action)
          .containsExactly(Action.DELETED, Action.CREATED);
    }
    try (PolicyStore store = open()) {
      put(store, "a", "two");
      store.put(List.of(document("a", Map.of("n", "one"))), by(ANNA).restoring(first)).join();
      List<Version> versions = store.history(key("a"), Long.MAX_VALUE, 10);
      assertThat(versions)
          .extracting(Version::action)
          .containsExactly(Action.RESTORED, Action.CREATED, Action.DELETED, Action.CREATED);
      assertThat(versions.get(0).restores()).isEqualTo(first);
    }
  }

  @Test
  void pagesFollowEachOther() {
    try (PolicyStore store = open()) {
      for (int i = 0; i < 5; i++) {
        put(store, "a", (long) i);
      }
      List<Version> newest = store.history(key("a"), Long.MAX_VALUE, 3);
      List<Version> older = store.history(key("a"), newest.get(2).revision(), 3);
      assertThat(newest).hasSize(3);
      assertThat(older).hasSize(2);
      assertThat(older.get(0).revision()).isLessThan(newest.get(2).revision());
    }
  }

  @Test
  void ofADocumentTheOldestVersionsGo() {
    try (PolicyStore store = open(new Limits(3, History.MAX_BYTES, 0, false))) {
      for (int i = 0; i < 6; i++) {
        put(store, "a", (long) i);
      }
      assertThat(store.history(key("a"), Long.MAX_VALUE, 10))
          .extracting(version -> version.document().spec().get("n"))
          .containsExactly(5L, 4L, 3L);
    }
  }

  @Test
  void allHistoriesTogetherStayBelowALimitAndPresentDocumentsKeepTheirs() {
    long limit = 20 * (History.ROW_BYTES + 2_000);
    try (PolicyStore store = open(new Limits(50, limit, 0, false))) {
      long stays = put(store, "stays", "first");
      for (int i = 0; i < 60; i++) {
        put(store, "d" + i, "x".repeat(2_000));
        store.delete(List.of(key("d" + i)), by(ANNA)).join();
      }
      assertThat(store.history(key("d0"), Long.MAX_VALUE, 10)).isEmpty();
      assertThat(store.history(key("d59"), Long.MAX_VALUE, 10)).hasSize(2);
      assertThat(store.history(key("stays"), Long.MAX_VALUE, 10))
          .extracting(Version::revision)
          .containsExactly(stays);
    }
    try (Connection connection = Database.reader(folder)) {
      assertThat(Sql.number(connection, "SELECT sum(bytes) FROM version"))
          .isLessThanOrEqualTo(limit)
          .isGreaterThan(limit / 2);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWriteThatExpectsAnotherRevisionChangesNothing() {
    try (PolicyStore store = open()) {
      long first = put(store, "a", "one");
      long second = put(store, "a", "two");
      WriteRequest lost = by(ANNA).given(new Condition.Documents(Set.of(first)));
      assertThatThrownBy(() -> store.put(List.of(document("a", Map.of())), lost).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              ConflictException.class,
              conflict ->
                  assertThat(conflict.conflicts())
                      .containsExactly(
                          new ConflictException.Conflict(
                              "VirtualService default/a",
                              "revision " + first + " (If-Match)",
                              "revision " + second)));
      assertThatThrownBy(() -> store.delete(List.of(key("a")), lost).join())
          .hasCauseInstanceOf(ConflictException.class);
      assertThat(store.view().revision()).isEqualTo(second);
      WriteRequest right = by(ANNA).given(new Condition.Documents(Set.of(first, second)));
      assertThat(store.delete(List.of(key("a")), right).join().outcomes())
          .containsValue(Outcome.DELETED);
    }
  }

  @Test
  void onlyOneOfManyWritersThatReadTheSameWins() {
    try (PolicyStore store = open()) {
      long read = put(store, "a", "base");
      WriteRequest request = by(ANNA).given(new Condition.Documents(Set.of(read)));
      var writes =
          java.util.stream.IntStream.range(0, 20)
              .mapToObj(i -> store.put(List.of(document("a", Map.of("n", (long) i))), request))
              .toList();
      long won = writes.stream().filter(one -> one.handle((w, e) -> e == null).join()).count();
      assertThat(won).isEqualTo(1);
    }
  }

  @Test
  void aStoreWithoutHistoryGetsOne() throws Exception {
    try (PolicyStore store = open()) {
      put(store, "a", "one");
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("weft.db"));
        Statement statement = connection.createStatement()) {
      for (String table : List.of("version", "audit", "refusal", "fallback")) {
        statement.execute("DROP TABLE " + table);
      }
      statement.execute("PRAGMA user_version=1");
    }
    try (PolicyStore store = open()) {
      assertThat(store.view().get(key("a")).document().spec()).isEqualTo(Map.of("n", "one"));
      assertThat(store.history(key("a"), Long.MAX_VALUE, 10))
          .extracting(Version::action)
          .containsExactly(Action.KEPT);
      put(store, "a", "two");
      assertThat(store.history(key("a"), Long.MAX_VALUE, 10)).hasSize(2);
    }
  }
}
