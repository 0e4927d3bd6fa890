package dev.weft.collector.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.authority.Authority;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Switch;
import dev.weft.collector.push.SwitchSet;
import dev.weft.collector.store.Author;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.Version;
import dev.weft.collector.store.WriteRequest;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.SwitchLevel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTest {
  private static final char[] PASSWORD = "correct horse battery".toCharArray();
  private static final WriteRequest ANNA = new WriteRequest(new Author("anna", "10.0.0.1"), 5);

  private static final SwitchSet OFF =
      new SwitchSet(
          List.of(
              new Switch(Switch.Scope.MESH, "", SwitchLevel.POLICY, 7),
              new Switch(Switch.Scope.SERVICE, "default/reviews", SwitchLevel.ALL, 8)));

  @TempDir Path folder;
  private long now = 1_000;

  @Test
  void aStateComesBackWithHistoryAuditAndPrecedence() throws IOException {
    byte[] file = exported(null);
    now = 9_000;
    try (PolicyStore other = open("other")) {
      put(other, "theirs", "x");
      long before = other.view().revision();
      StateImport state = StateImport.read(file);
      assertThat(state.changes(other.view()))
          .containsEntry(key("a"), "created")
          .containsEntry(key("theirs"), "deleted")
          .doesNotContainKey(key("gone"));
      state.into(other, true, ANNA).join();

      assertThat(other.view().documents().keySet()).containsExactly(key("a"), key("b"));
      assertThat(other.view().get(key("a")).document().spec()).isEqualTo(spec("two"));
      assertThat(other.view().get(key("a")).document().createdMillis()).isEqualTo(1_000);
      // Larger than what either store had, for all documents.
      assertThat(other.view().get(key("a")).revision()).isGreaterThan(before).isGreaterThan(5);
      assertThat(other.history(key("a"), Long.MAX_VALUE, 9))
          .extracting(Version::action)
          .containsExactly(
              Version.Action.IMPORTED, Version.Action.CONFIGURED, Version.Action.CREATED);
      assertThat(other.history(key("gone"), Long.MAX_VALUE, 9)).hasSize(2);
      assertThat(other.audit(Long.MAX_VALUE, 99))
          .extracting(entry -> entry.action())
          .containsExactly("import", "delete", "put", "put", "put", "put", "put");

      // The same once more: no entry of the audit log comes twice.
      int entries = other.audit(Long.MAX_VALUE, 99).size();
      state.into(other, true, ANNA).join();
      assertThat(other.audit(Long.MAX_VALUE, 99)).hasSize(entries + 1);
    }
    try (PolicyStore reopened = open("other")) {
      assertThat(reopened.switches()).isEqualTo(OFF.text());
      assertThat(reopened.view().documents()).hasSize(2);
    }
  }

  @Test
  void whatASecondExportSaysOfDocumentsIsWhatTheFirstSaid() throws IOException {
    byte[] file = exported(null);
    try (PolicyStore other = open("other")) {
      StateImport.read(file).into(other, true, ANNA).join();
    }
    assertThat(lines(export("other", null), "document")).isEqualTo(lines(file, "document"));
  }

  @Test
  void aFileThatIsCutOrChangedAnywhereIsRefusedAndChangesNothing() throws IOException {
    byte[] file = exported(null);
    Random random = new Random(3);
    try (PolicyStore other = open("other")) {
      put(other, "theirs", "x");
      long before = other.view().revision();
      for (int i = 0; i < 50; i++) {
        byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
        assertThatThrownBy(() -> StateImport.read(cut)).isInstanceOf(StateException.class);
      }
      byte[] plain = unpacked(file);
      for (int i = 0; i < 50; i++) {
        byte[] changed = plain.clone();
        changed[random.nextInt(changed.length - 1)] ^= 1;
        byte[] packed = packed(changed);
        assertThatThrownBy(() -> StateImport.read(packed)).isInstanceOf(StateException.class);
      }
      assertThat(other.view().revision()).isEqualTo(before);
    }
  }

  @Test
  void killSwitchesThatTheCollectorCouldNotReadAreRefused() throws IOException {
    try (PolicyStore store = open("store")) {
      store.keepSwitches("[{\"scope\":\"GALAXY\",\"level\":\"all\"}]").join();
    }
    byte[] file = export("store", null);
    assertThatThrownBy(() -> StateImport.read(file))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("kill switches")
        .hasMessageContaining("newer version");
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    String text = new String(unpacked(exported(null)), StandardCharsets.UTF_8);
    byte[] newer =
        packed(text.replace("\"format\":1", "\"format\":2").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> StateImport.read(newer))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("newer weft");
    assertThatThrownBy(() -> StateImport.read("nonsense".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("no state");
  }

  @Test
  void aDocumentThatThisVersionRefusesRefusesAll() throws IOException {
    String text = new String(unpacked(exported(null)), StandardCharsets.UTF_8);
    byte[] bad = resealed(text.replace("\"hosts\":[\"two\"]", "\"hosts\":7"));
    assertThatThrownBy(() -> StateImport.read(bad))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("VirtualService default/a")
        .hasMessageContaining("spec.hosts");
  }

  @Test
  void theAuthoritysKeyIsOnlyInItSealedAndOnlyItsPasswordOpensIt() throws IOException {
    byte[] without = exported(null);
    assertThat(StateImport.read(without).hasAuthority()).isFalse();
    byte[] with = export("store", PASSWORD);
    String text = new String(unpacked(with), StandardCharsets.UTF_8);
    assertThat(text).doesNotContain("PRIVATE").doesNotContain(keyText().substring(40, 80));
    StateImport state = StateImport.read(with);
    assertThat(state.authority(PASSWORD))
        .isEqualTo(Files.readString(folder.resolve("store/authority.pem")));
    assertThatThrownBy(() -> state.authority("another password".toCharArray()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("password");
    assertThatThrownBy(() -> export("store", "short".toCharArray()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("12");
  }

  @Test
  void aForgedSealCannotAskForHoursOfWork() {
    assertThatThrownBy(
            () ->
                SealedKey.open(
                    Tree.of(
                        "cipher",
                        "AES-256-GCM",
                        "derivation",
                        "PBKDF2WithHmacSHA256",
                        "iterations",
                        2_000_000_000L),
                    PASSWORD))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("2000000000");
  }

  @Test
  void aBackupIsNeverOverwrittenAndOnlyItsOwnerReadsIt() throws IOException {
    Path file = folder.resolve("backup.weft");
    StateFiles.create(file, out -> out.write(1));
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThatThrownBy(() -> StateFiles.create(file, out -> out.write(2)))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(file)).containsExactly(1);
  }

  @Test
  void onlyTheLatestStatesBeforeImportsAreKept() throws IOException {
    open("store").close();
    for (int i = 0; i < 8; i++) {
      StateFiles.keepBefore(folder.resolve("store"), 20 - i, 100 + i);
    }
    try (var files = Files.list(folder.resolve("store"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .filteredOn(name -> name.startsWith("before-import"))
          .hasSize(5)
          .contains("before-import-13-107.weft")
          .doesNotContain("before-import-18-102.weft");
    }
  }

  private byte[] exported(char @Nullable [] password) throws IOException {
    try (PolicyStore store = open("store")) {
      put(store, "a", "one");
      put(store, "a", "two");
      put(store, "b", "one");
      put(store, "gone", "one");
      store.keepSwitches(OFF.text()).join();
      store.delete(List.of(key("gone")), ANNA).join();
      Authority.open(
          folder.resolve("store"),
          "cluster.local",
          Duration.ofHours(1),
          () -> now,
          new SecureRandom());
      // Beside the one who writes.
      return export("store", password);
    }
  }

  private byte[] export(String name, char @Nullable [] password) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StateExport.write(folder.resolve(name), password, now, out);
    return out.toByteArray();
  }

  private String keyText() throws IOException {
    return Files.readString(folder.resolve("store/authority.pem")).replace("\n", "");
  }

  private static List<String> lines(byte[] file, String type) throws IOException {
    return new String(unpacked(file), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("{\"" + type + "\""))
        .toList();
  }

  /** With a sum that is right. */
  private static byte[] resealed(String text) throws IOException {
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    byte[] before = text.substring(0, end).getBytes(StandardCharsets.UTF_8);
    String sum = HexFormat.of().formatHex(StateExport.sha256().digest(before));
    String last =
        Json.write(
            Tree.of(
                "end", Tree.of("lines", text.substring(0, end).lines().count(), "sha256", sum)));
    return packed((text.substring(0, end) + last + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] unpacked(byte[] file) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes();
  }

  private static byte[] packed(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(text);
    }
    return out.toByteArray();
  }

  private PolicyStore open(String name) {
    return PolicyStore.open(folder.resolve(name), () -> now);
  }

  private static void put(PolicyStore store, String name, String host) {
    store
        .put(
            List.of(
                new PolicyDocument(
                    key(name), "networking.istio.io/v1", Map.of(), Map.of(), spec(host), 0)),
            ANNA)
        .join();
  }

  private static Map<String, Object> spec(String host) {
    return Map.of(
        "hosts",
        List.of(host),
        "http",
        List.of(Map.of("route", List.of(Map.of("destination", Map.of("host", host))))));
  }

  private static DocumentKey key(String name) {
    return new DocumentKey("VirtualService", "default", name);
  }
}
