package dev.weft.collector.state;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.SwitchSet;
import dev.weft.collector.store.AuditEntry;
import dev.weft.collector.store.Author;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.Replacement;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.Version;
import dev.weft.collector.store.WriteRequest;
import dev.weft.collector.store.Written;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A state file that was read whole and found good. */
public final class StateImport {
  private static final int MAX_PROBLEMS = 20;

  private final byte[] file;
  private final String store;
  private final long revision;
  private final String exportedAt;
  private final TreeMap<DocumentKey, PolicyDocument> documents = new TreeMap<>();
  private long versions;
  private long auditEntries;
  private @Nullable Map<String, Object> authority;
  private @Nullable String tokens;
  private SwitchSet switches = SwitchSet.NONE;

  private StateImport(byte[] file) {
    this.file = file;
    Map<String, Object> header = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    PolicyValidator validator = new PolicyValidator();
    StateLines.read(
        file,
        (type, line) -> {
          switch (type) {
            case "weft" -> header.putAll(line);
            case "document" -> document(line, validator, problems);
            case "version" -> {
              version(line);
              versions++;
            }
            case "audit" -> {
              entry(line);
              auditEntries++;
            }
            case "switches" -> switches = switches(Tree.text(line, "text"));
            case "tokens" -> tokens = Tree.text(line, "text");
            case "authority" -> authority = line;
            default -> throw new StateException("The state has a line of unknown type " + type);
          }
        });
    if (!problems.isEmpty()) {
      throw new StateException(
          "Documents of the state are refused by this version:\n  "
              + String.join("\n  ", problems.subList(0, Math.min(MAX_PROBLEMS, problems.size()))));
    }
    store = Tree.text(header, "store");
    revision = Tree.number(header, "revision");
    exportedAt = Tree.text(header, "exportedAt");
  }

  /**
   * Reads everything, changes nothing.
   *
   * @throws StateException if it is damaged, of a newer format, or has a document that is refused
   */
  public static StateImport read(byte[] file) {
    return new StateImport(file);
  }

  public String exportedAt() {
    return exportedAt;
  }

  public long versions() {
    return versions;
  }

  public long auditEntries() {
    return auditEntries;
  }

  /** Whether the authority's key is in it, sealed. */
  public boolean hasAuthority() {
    return authority != null;
  }

  /** The authority's PEM, with the key. */
  public String authority(char[] password) {
    if (authority == null) {
      throw new StateException("The file has no authority's key: it was exported without.");
    }
    return SealedKey.open(authority, password);
  }

  /** The collector's {@code tokens.json}; null if it had none. */
  public @Nullable String tokens() {
    return tokens;
  }

  /** What would become of each document. */
  public Map<DocumentKey, String> changes(PolicyView present) {
    Map<DocumentKey, String> changes = new TreeMap<>();
    documents.forEach(
        (key, document) -> {
          StoredDocument old = present.get(key);
          changes.put(
              key,
              old == null
                  ? "created"
                  : old.document().equals(document) ? "unchanged" : "configured");
        });
    for (DocumentKey key : present.documents().keySet()) {
      changes.putIfAbsent(key, "deleted");
    }
    return changes;
  }

  /** Read now: a collector whose switches it cannot read would not start. */
  private static SwitchSet switches(String text) {
    try {
      return SwitchSet.read(text);
    } catch (MalformedTreeException e) {
      throw new StateException(
          "Its kill switches cannot be read: " + e.getMessage() + ". Was it a newer version?", e);
    }
  }

  /** What was switched off. */
  public SwitchSet switches() {
    return switches;
  }

  /**
   * In one revision, all or nothing.
   *
   * @param withSwitches also what was switched off; it takes effect at the next start
   */
  public CompletableFuture<Written> into(
      PolicyStore target, boolean withSwitches, WriteRequest request) {
    return target.replace(
        new Replacement(
            documents.values(),
            revision,
            this::past,
            withSwitches ? switches.text() : null,
            "state of store " + store + " at revision " + revision + ", exported " + exportedAt),
        request);
  }

  private void past(Replacement.Past past) {
    StateLines.read(
        file,
        (type, line) -> {
          if (type.equals("version")) {
            past.version(version(line));
          } else if (type.equals("audit")) {
            past.audit(entry(line), Tree.text(line, "origin"));
          }
        });
  }

  private void document(
      Map<String, Object> line, PolicyValidator validator, List<String> problems) {
    PolicyDocument read = document(line);
    Map<String, Object> tree =
        Tree.of(
            "apiVersion",
            read.apiVersion(),
            "kind",
            read.key().kind(),
            "metadata",
            Tree.of(
                "name",
                read.key().name(),
                "namespace",
                read.key().namespace(),
                "labels",
                read.labels().isEmpty() ? null : read.labels(),
                "annotations",
                read.annotations().isEmpty() ? null : read.annotations()),
            "spec",
            read.spec());
    ValidatedDocument validated = validator.validate(RawDocument.of(tree));
    PolicyDocument document = validated.document();
    if (document == null) {
      validated.problems().forEach(problem -> problems.add(read.key() + ": " + problem.message()));
      return;
    }
    documents.put(read.key(), document.createdAt(read.createdMillis()));
  }

  private static PolicyDocument document(Map<String, Object> line) {
    return new PolicyDocument(
        key(line),
        Tree.text(line, "apiVersion"),
        texts(Tree.object(line, "labels")),
        texts(Tree.object(line, "annotations")),
        Tree.object(line, "spec"),
        Tree.number(line, "created"));
  }

  private static Version version(Map<String, Object> line) {
    Map<String, Object> document = Tree.object(line, "document");
    try {
      return new Version(
          key(line),
          Tree.number(line, "revision"),
          Version.Action.valueOf(Tree.text(line, "action")),
          new Author(Tree.text(line, "who"), Tree.text(line, "address")),
          document.isEmpty() ? null : document(document),
          Tree.number(line, "restores"),
          Tree.number(line, "received"),
          Tree.number(line, "stored"));
    } catch (IllegalArgumentException e) {
      throw new StateException("The state has a version with an unknown action: " + e, e);
    }
  }

  private static AuditEntry entry(Map<String, Object> line) {
    return new AuditEntry(
        0,
        Tree.number(line, "at"),
        new Author(Tree.text(line, "who"), Tree.text(line, "address")),
        Tree.text(line, "action"),
        Tree.text(line, "target"),
        (int) Tree.number(line, "status"),
        Tree.number(line, "revision"),
        Tree.text(line, "detail"));
  }

  private static DocumentKey key(Map<String, Object> line) {
    return new DocumentKey(
        Tree.text(line, "kind"), Tree.text(line, "namespace"), Tree.text(line, "name"));
  }

  private static Map<String, String> texts(Map<String, Object> tree) {
    Map<String, String> texts = new LinkedHashMap<>();
    tree.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }
}
