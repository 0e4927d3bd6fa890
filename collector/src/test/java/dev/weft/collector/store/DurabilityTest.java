package dev.weft.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.store.Version.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a bad disk or a bad end leaves. */
class DurabilityTest extends StoreFixture {
  private static final int CUTS = 500;

  @Test
  void anAcknowledgedWriteIsWrittenThrough() throws SQLException {
    try (Connection connection = Database.open(folder, Limits.DEFAULT)) {
      // 2 is FULL: the log is synced before a commit returns.
      assertThat(Database.number(connection, "PRAGMA synchronous")).isEqualTo(2);
      assertThat(Database.text(connection, "PRAGMA journal_mode")).isEqualTo("wal");
    }
  }

  @Test
  void aLogThatIsCutOffAnywhereHasAllWritesBeforeTheCutAndNothingOfLaterOnes() throws Exception {
    Path whole = folder.resolve("whole");
    long[] ends = new long[40];
    byte[] log;
    byte[] database;
    try (PolicyStore store = PolicyStore.open(whole, () -> now)) {
      for (int i = 0; i < ends.length; i++) {
        // Two documents a write: half of one would show.
        Map<String, Object> spec = Map.of("n", (long) i, "text", "x".repeat(i * 100));
        store.put(List.of(document("a", spec), document("b", spec)), by(ANNA)).join();
        ends[i] = Files.size(whole.resolve("weft.db-wal"));
      }
      log = Files.readAllBytes(whole.resolve("weft.db-wal"));
      database = Files.readAllBytes(whole.resolve("weft.db"));
    }
    Random random = new Random(7);
    Path one = Files.createDirectories(folder.resolve("cut"));
    for (int i = 0; i < CUTS; i++) {
      int cut = random.nextInt(log.length + 1);
      Files.deleteIfExists(one.resolve("weft.db-shm"));
      Files.write(one.resolve("weft.db"), database);
      Files.write(one.resolve("weft.db-wal"), Arrays.copyOf(log, cut));
      int written = -1;
      while (written + 1 < ends.length && ends[written + 1] <= cut) {
        written++;
      }
      try (PolicyStore reopened = PolicyStore.open(one, () -> now)) {
        for (String name : List.of("a", "b")) {
          StoredDocument stored = reopened.view().get(key(name));
          if (written < 0) {
            assertThat(stored).isNull();
            continue;
          }
          assertThat(stored.document().spec())
              .as("cut at %d", cut)
              .containsEntry("n", (long) written);
          assertThat(reopened.view().revision()).isEqualTo(stored.revision());
          assertThat(reopened.history(key(name), Long.MAX_VALUE, 100)).hasSize(written + 1);
        }
        assertThat(reopened.audit(Long.MAX_VALUE, 100)).hasSize(written + 1);
      }
    }
  }

  @Test
  void aFullDiskRefusesTheWriteAndKeepsEverythingElse() {
    // SQLite's own limit on the file: it answers as a full disk does, and needs no such disk.
    Limits small = new Limits(History.MAX_VERSIONS, History.MAX_BYTES, 60, false);
    try (PolicyStore store = open(small)) {
      put(store, "a", "one");
      long before = store.view().revision();
      assertThatThrownBy(() -> put(store, "large", "x".repeat(500_000)))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              StoreException.class,
              full -> {
                assertThat(full.diskFull()).isTrue();
                assertThat(full).hasMessageContaining("disk").hasMessageContaining("Make room");
              });
      assertThat(store.view().revision()).isEqualTo(before);
      assertThat(store.view().get(key("large"))).isNull();
      assertThat(store.history(key("large"), Long.MAX_VALUE, 10)).isEmpty();
      // What is small still fits, and takes the next number.
      assertThat(put(store, "a", "two")).isEqualTo(before + 1);
    }
    try (PolicyStore store = open()) {
      assertThat(store.view().get(key("a")).document().spec()).containsEntry("n", "two");
      assertThat(store.view().get(key("large"))).isNull();
      assertThat(store.audit(Long.MAX_VALUE, 10)).hasSize(2);
      put(store, "large", "x".repeat(500_000));
    }
  }

  @Test
  void aStoreThatCannotBeWrittenIsRefusedWithWhatToDo() throws Exception {
    try (PolicyStore store = open()) {
      put(store, "a", "one");
    }
    byte[] before = Files.readAllBytes(folder.resolve("weft.db"));
    // Opened read-only: who is root is stopped by no permission.
    assertThatThrownBy(() -> open(new Limits(50, History.MAX_BYTES, 0, true)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nothing was changed")
        .hasMessageContaining("writable");
    assertThat(Files.readAllBytes(folder.resolve("weft.db"))).isEqualTo(before);
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedWithWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThatThrownBy(() -> PolicyStore.open(file.resolve("data"), () -> now))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("--data-dir");
  }

  @Test
  void aNewerStoreIsLeftAloneTogetherWithItsLog() throws Exception {
    Path file = folder.resolve("weft.db");
    byte[] database;
    byte[] log;
    try (PolicyStore store = open()) {
      put(store, "a", "one");
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA user_version=99");
      }
      database = Files.readAllBytes(file);
      log = Files.readAllBytes(folder.resolve("weft.db-wal"));
    }
    Path left = Files.createDirectories(folder.resolve("left"));
    Files.write(left.resolve("weft.db"), database);
    Files.write(left.resolve("weft.db-wal"), log);
    assertThatThrownBy(() -> PolicyStore.open(left, () -> now))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 99");
    assertThat(Files.readAllBytes(left.resolve("weft.db"))).isEqualTo(database);
    assertThat(Files.readAllBytes(left.resolve("weft.db-wal"))).isEqualTo(log);
  }

  @Test
  void aDamagedFileIsRefusedAndLeftAloneOrReadAsItWas() throws Exception {
    try (PolicyStore store = open()) {
      for (int i = 0; i < 50; i++) {
        put(store, "d" + i, "x".repeat(500));
      }
    }
    byte[] good = Files.readAllBytes(folder.resolve("weft.db"));
    Random random = new Random(11);
    int refused = 0;
    Path one = Files.createDirectories(folder.resolve("damaged"));
    for (int i = 0; i < 60; i++) {
      byte[] damaged = good.clone();
      int at = random.nextInt(damaged.length / 4096) * 4096;
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, damaged, at, noise.length);
      for (String rest : List.of("weft.db-wal", "weft.db-shm")) {
        Files.deleteIfExists(one.resolve(rest));
      }
      Files.write(one.resolve("weft.db"), damaged);
      try (PolicyStore store = PolicyStore.open(one, () -> now)) {
        assertThat(store.view().documents()).hasSize(50);
      } catch (StoreException e) {
        refused++;
        assertThat(e).hasMessageContaining("left as it is").hasMessageContaining("backup");
        assertThat(Files.readAllBytes(one.resolve("weft.db"))).isEqualTo(damaged);
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void whatAgentsRefuseIsKeptThoughTheHistoryLetsGoOfIt() {
    StoredDocument good;
    try (PolicyStore store = open(new Limits(2, History.MAX_BYTES, 0, false))) {
      put(store, "a", "good");
      good = store.view().get(key("a"));
      for (int i = 0; i < 5; i++) {
        put(store, "a", (long) i);
      }
      long bad = store.view().get(key("a")).revision();
      store.keepRefusals("w1", List.of(new RefusedDocument(key("a"), bad, "no", good)));
      store.keepRefusals("w2", List.of(new RefusedDocument(key("a"), bad, "no", null)));
      store.keepRefusals("w3", List.of(new RefusedDocument(key("a"), bad, "no", good)));
      store.keepRefusals("w3", List.of());
      assertThat(store.history(key("a"), Long.MAX_VALUE, 9))
          .extracting(Version::action)
          .containsOnly(Action.CONFIGURED);
    }
    try (PolicyStore store = open()) {
      Map<String, List<RefusedDocument>> kept = store.refusals();
      assertThat(kept).containsOnlyKeys("w1", "w2");
      assertThat(kept.get("w1").get(0).good()).isEqualTo(good);
      assertThat(kept.get("w2").get(0).good()).isNull();
    }
  }
}
