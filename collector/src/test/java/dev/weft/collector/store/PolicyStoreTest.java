package dev.weft.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.store.Written.Outcome;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyStoreTest {
  @TempDir Path folder;
  private long now = 1_000;

  @Test
  void whatWasWrittenIsThereAfterAReopen() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("text", "grün \"quoted\"");
    spec.put("number", 7L);
    spec.put("real", 0.5);
    spec.put("flag", true);
    spec.put("nothing", null);
    spec.put("list", List.of(1L, Map.of("a", "b")));
    String epoch;
    try (PolicyStore store = open()) {
      epoch = store.epoch();
      store.put(List.of(document("a", spec)), at(900)).join();
    }
    now = 2_000;
    try (PolicyStore store = open()) {
      StoredDocument stored = store.view().get(key("a"));
      assertThat(stored.document().spec()).isEqualTo(spec);
      assertThat(List.copyOf(stored.document().spec().keySet()))
          .containsExactly("text", "number", "real", "flag", "nothing", "list");
      assertThat(stored.document().createdMillis()).isEqualTo(1_000);
      assertThat(stored.receivedMillis()).isEqualTo(900);
      assertThat(store.view().revision()).isEqualTo(stored.revision());
      assertThat(store.epoch()).isNotEqualTo(epoch);
      Written written = store.put(List.of(document("a", Map.of("new", "spec"))), at(1_900)).join();
      assertThat(written.outcomes().get(key("a"))).isEqualTo(Outcome.CONFIGURED);
      assertThat(written.view().get(key("a")).document().createdMillis()).isEqualTo(1_000);
    }
  }

  @Test
  void oneWriteIsOneRevisionAndNothingNewIsNone() {
    try (PolicyStore store = open()) {
      long before = store.view().revision();
      List<PolicyDocument> two = List.of(document("a", Map.of()), document("b", Map.of()));
      Written written = store.put(two, at(0)).join();
      assertThat(written.view().revision()).isEqualTo(before + 1);
      assertThat(store.put(two, at(0)).join().view().revision()).isEqualTo(before + 1);
      assertThat(store.delete(List.of(key("none")), at(0)).join().changed()).isFalse();
      assertThat(store.delete(List.of(key("a")), at(0)).join().view().revision())
          .isEqualTo(before + 2);
    }
  }

  @Test
  void revisionsBetweenWritesAreNeverGivenTwice() throws Exception {
    List<Long> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    try (PolicyStore store = open()) {
      store.onWrite(written -> seen.add(written.view().revision()));
      for (int i = 0; i < 20; i++) {
        store.put(List.of(document("d" + i, Map.of())), at(0));
        store.advance(seen::add);
      }
      store.put(List.of(document("last", Map.of())), at(0)).join();
    }
    assertThat(seen).hasSize(41).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aSecondCollectorIsToldToLookElsewhere() {
    try (PolicyStore store = open()) {
      assertThat(store.view().documents()).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Another collector")
          .hasMessageContaining("--data-dir");
    }
  }

  @Test
  void aNewerStoreIsRefusedAndLeftAlone() throws Exception {
    open().close();
    sql("PRAGMA user_version=99");
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 99")
        .hasMessageContaining("newer collector");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void anotherProgramsDatabaseIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(folder);
    sql("CREATE TABLE theirs (a)");
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(this::open).hasMessageContaining("another program");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        file(), "this is no database, and it is long enough to be looked at".repeat(50));
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("left as it is");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void whatCouldNotBePushedIsNotStored() {
    try (PolicyStore store = open()) {
      List<PolicyDocument> large = new ArrayList<>();
      for (int i = 0; i < 13; i++) {
        large.add(document("d" + i, Map.of("text", "x".repeat(1024 * 1024))));
      }
      assertThatThrownBy(() -> store.put(large, at(0)).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(StoreFullException.class);
      assertThat(store.view().documents()).isEmpty();
    }
  }

  @Test
  void registrationsAreKeptAndForgotten() {
    try (PolicyStore store = open()) {
      store.keepRegistration("a", "one");
      store.keepRegistration("b", "two");
      store.keepRegistration("a", "");
    }
    try (PolicyStore store = open()) {
      assertThat(store.registrations()).containsExactly(Map.entry("b", "two"));
    }
  }

  private Path file() {
    return folder.resolve("weft.db");
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static WriteRequest at(long millis) {
    return new WriteRequest(Author.anonymous("127.0.0.1"), millis);
  }

  private PolicyStore open() {
    return PolicyStore.open(folder, () -> now);
  }

  private static DocumentKey key(String name) {
    return new DocumentKey("VirtualService", "default", name);
  }

  private static PolicyDocument document(String name, Map<String, Object> spec) {
    return new PolicyDocument(
        key(name), "networking.istio.io/v1", Map.of("l", "1"), Map.of(), spec, 0);
  }
}
