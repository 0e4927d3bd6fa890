package dev.weft.policy.validation;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.document.RawDocument;
import dev.weft.policy.kind.Kind;
import dev.weft.policy.kind.Kinds;
import dev.weft.policy.schema.Problem;
import dev.weft.policy.schema.Report;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accepts or refuses documents: strict on fields, types and values, silent on nothing. Thread-safe.
 */
public final class PolicyValidator {
  private static final String DEFAULT_NAMESPACE = "default";

  private final Kinds kinds = new Kinds();
  private final Envelope envelope = new Envelope();

  /**
   * Validates documents that are applied together; two of one key are refused.
   *
   * @param namespace for documents that name none
   */
  public List<ValidatedDocument> validateAll(List<RawDocument> documents, String namespace) {
    Set<DocumentKey> keys = new HashSet<>();
    List<ValidatedDocument> validated = new ArrayList<>();
    for (RawDocument raw : documents) {
      ValidatedDocument one = validate(raw, namespace);
      PolicyDocument document = one.document();
      if (document != null && !keys.add(document.key())) {
        Problem twice =
            new Problem(
                "metadata.name",
                "'" + document.key().name() + "'",
                "each document once",
                raw.lines().getOrDefault("metadata.name", 0));
        one = new ValidatedDocument(one.name(), null, List.of(twice), List.of(), List.of());
      }
      validated.add(one);
    }
    return validated;
  }

  /** Validates one document; without a namespace it is in {@code default}. */
  public ValidatedDocument validate(RawDocument raw) {
    return validate(raw, DEFAULT_NAMESPACE);
  }

  private ValidatedDocument validate(RawDocument raw, String defaultNamespace) {
    Map<String, Object> tree = raw.tree();
    Map<?, ?> metadata = tree.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
    String name = metadata.get("name") instanceof String text ? text : "";
    String namespace = metadata.get("namespace") instanceof String text ? text : defaultNamespace;
    Report report = new Report(namespace, raw.lines());
    Kind kind = kind(tree, report);
    envelope.check(tree, report);
    Map<String, Object> spec = kind == null ? null : spec(kind, tree, report);
    if (kind == null || spec == null || !report.problems().isEmpty()) {
      String called =
          name.isEmpty() ? raw.place() : tree.get("kind") + " " + namespace + "/" + name;
      return new ValidatedDocument(called, null, report.problems(), List.of(), report.warnings());
    }
    PolicyDocument document =
        new PolicyDocument(
            new DocumentKey(kind.name(), namespace, name),
            (String) tree.get("apiVersion"),
            texts(metadata.get("labels")),
            texts(metadata.get("annotations")),
            spec,
            0);
    return new ValidatedDocument(
        document.key().toString(), document, List.of(), report.findings(), report.warnings());
  }

  private @Nullable Kind kind(Map<String, Object> tree, Report report) {
    Kind kind = tree.get("kind") instanceof String name ? kinds.named(name) : null;
    if (kind == null) {
      String known = String.join(", ", kinds.all().stream().map(Kind::name).toList());
      report.problem("kind", tree.get("kind"), "one of " + known);
      return null;
    }
    List<String> accepted =
        kind.versions().stream().map(version -> kind.group() + "/" + version).toList();
    Object apiVersion = tree.get("apiVersion");
    if (!(apiVersion instanceof String text) || !accepted.contains(text)) {
      String expected = "one of " + String.join(", ", accepted) + ", for kind " + kind.name();
      report.problem("apiVersion", apiVersion, expected);
      return null;
    }
    return kind;
  }

  @SuppressWarnings("unchecked") // an object's shape gives an object
  private static @Nullable Map<String, Object> spec(
      Kind kind, Map<String, Object> tree, Report report) {
    Object spec = tree.get("spec");
    if (!tree.containsKey("spec")) {
      if (kind.specRequired()) {
        report.problem("spec", null, "a value, it is required");
        return null;
      }
      spec = Map.of();
    }
    String withoutEffect = kind.withoutEffect();
    if (withoutEffect != null) {
      report.notEnforced("spec", withoutEffect);
      return (Map<String, Object>) report.quietly(kind.spec(), spec, "spec");
    }
    return (Map<String, Object>) kind.spec().check(spec, "spec", report);
  }

  private static Map<String, String> texts(@Nullable Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, text) -> texts.put((String) key, (String) text));
    }
    return texts;
  }
}
