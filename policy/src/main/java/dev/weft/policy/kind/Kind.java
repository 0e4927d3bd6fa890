package dev.weft.policy.kind;

import dev.weft.policy.schema.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of document.
 *
 * @param name as written in {@code kind}
 * @param group of its {@code apiVersion}
 * @param versions of it that are accepted; all have one schema
 * @param plural in lower case, as {@code kubectl} takes it
 * @param specRequired whether a document without {@code spec} is refused
 * @param withoutEffect why the whole kind has no effect; null: it has, field by field
 * @param spec what {@code spec} may be
 */
public record Kind(
    String name,
    String group,
    List<String> versions,
    String plural,
    boolean specRequired,
    @Nullable String withoutEffect,
    Shape spec) {
  static final List<String> NETWORKING = List.of("v1", "v1beta1", "v1alpha3");
  static final List<String> SECURITY = List.of("v1", "v1beta1");

  public Kind {
    versions = List.copyOf(versions);
  }
}
