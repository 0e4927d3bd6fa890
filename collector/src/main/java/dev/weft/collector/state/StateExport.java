package dev.weft.collector.state;

import dev.weft.collector.authority.AuthorityFile;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.store.AuditEntry;
import dev.weft.collector.store.StoreExport;
import dev.weft.collector.store.StoreVisitor;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.Version;
import dev.weft.policy.document.PolicyDocument;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a collector's whole state as gzip of JSON lines (docs/operations.md). Registrations are
 * not in it: they are leases, and every living agent renews its own within seconds.
 */
public final class StateExport {
  /** Of the lines below; a reader refuses what is newer. */
  static final int FORMAT = 1;

  /** Of tokens there are only hashes in it. */
  static final String TOKENS = "tokens.json";

  private StateExport() {}

  /**
   * @param folder the collector's data folder
   * @param password seals the authority's key, which is left out without one
   * @param nowMillis epoch milliseconds
   */
  public static void write(Path folder, char @Nullable [] password, long nowMillis, OutputStream to)
      throws IOException {
    try (Lines lines = new Lines(to)) {
      StoreExport.of(folder, new Writing(lines, nowMillis));
      Path tokens = folder.resolve(TOKENS);
      if (Files.exists(tokens)) {
        lines.line("tokens", Tree.of("text", Files.readString(tokens)));
      }
      if (password != null) {
        lines.line(
            "authority", SealedKey.seal(AuthorityFile.read(folder), password, new SecureRandom()));
      }
      lines.end();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Each line an object with one member; the last one has the digest of all before it. */
  private static final class Lines implements AutoCloseable {
    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long count;

    Lines(OutputStream to) throws IOException {
      out = new BufferedOutputStream(new GZIPOutputStream(to), 1 << 16);
    }

    void line(String type, Map<String, Object> content) {
      byte[] bytes = (Json.write(Tree.of(type, content)) + "\n").getBytes(StandardCharsets.UTF_8);
      digest.update(bytes);
      count++;
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void end() {
      long before = count;
      String sum = HexFormat.of().formatHex(digest.digest());
      line("end", Tree.of("lines", before, "sha256", sum));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private record Writing(Lines lines, long nowMillis) implements StoreVisitor {
    @Override
    public void begin(String store, long revision) {
      lines.line(
          "weft",
          Tree.of(
              "format",
              FORMAT,
              "store",
              store,
              "revision",
              revision,
              "exportedAt",
              Instant.ofEpochMilli(nowMillis).toString()));
    }

    @Override
    public void switches(String text) {
      lines.line("switches", Tree.of("text", text));
    }

    @Override
    public void document(StoredDocument stored) {
      lines.line("document", tree(stored.document()));
    }

    private static Map<String, Object> tree(PolicyDocument document) {
      return Tree.of(
          "apiVersion", document.apiVersion(),
          "kind", document.key().kind(),
          "namespace", document.key().namespace(),
          "name", document.key().name(),
          "labels", document.labels(),
          "annotations", document.annotations(),
          "created", document.createdMillis(),
          "spec", document.spec());
    }

    @Override
    public void version(Version version) {
      lines.line(
          "version",
          Tree.of(
              "kind", version.key().kind(),
              "namespace", version.key().namespace(),
              "name", version.key().name(),
              "revision", version.revision(),
              "action", version.action().name(),
              "who", version.author().who(),
              "address", version.author().address(),
              "restores", version.restores(),
              "received", version.receivedMillis(),
              "stored", version.storedMillis(),
              "document", version.document() == null ? null : tree(version.document())));
    }

    @Override
    public void audit(AuditEntry entry, String origin) {
      lines.line(
          "audit",
          Tree.of(
              "origin", origin,
              "at", entry.atMillis(),
              "who", entry.author().who(),
              "address", entry.author().address(),
              "action", entry.action(),
              "target", entry.target(),
              "status", entry.status(),
              "revision", entry.revision(),
              "detail", entry.detail()));
    }
  }
}
