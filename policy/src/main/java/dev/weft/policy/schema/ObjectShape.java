package dev.weft.policy.schema;

import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object with known fields. Names are given in camelCase; documents may also write them in
 * snake_case, as protobuf's JSON form allows. An unknown field is a problem. Built once, by the
 * methods that return {@code this}, then only read.
 */
public final class ObjectShape implements Shape {
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final List<Rule> rules = new ArrayList<>();

  private record Field(Shape shape, boolean required, @Nullable String withoutEffect) {}

  ObjectShape() {}

  /** An optional field that takes effect. */
  public ObjectShape field(String name, Shape shape) {
    fields.put(name, new Field(shape, false, null));
    return this;
  }

  public ObjectShape required(String name, Shape shape) {
    fields.put(name, new Field(shape, true, null));
    return this;
  }

  /** An optional field that is checked and kept but has no effect. */
  public ObjectShape withoutEffect(String name, Shape shape, String reason) {
    fields.put(name, new Field(shape, false, reason));
    return this;
  }

  /** At most one of these fields may be there. */
  public ObjectShape atMostOne(String... names) {
    return rule(
        (node, report) -> {
          List<String> there = List.of(names).stream().filter(node::has).toList();
          if (there.size() > 1) {
            report.problem(
                node.path(),
                String.join(" and ", there),
                "only one of " + String.join(", ", names));
          }
        });
  }

  /** At least one of these fields must be there. */
  public ObjectShape atLeastOne(String... names) {
    return rule(
        (node, report) -> {
          if (List.of(names).stream().noneMatch(node::has)) {
            report.problem(node.path(), null, "at least one of " + String.join(", ", names));
          }
        });
  }

  public ObjectShape rule(Rule rule) {
    rules.add(rule);
    return this;
  }

  @Override
  public @Nullable Object check(@Nullable Object value, String path, Report report) {
    if (!(value instanceof Map<?, ?> object)) {
      report.problem(path, value, "an object");
      return null;
    }
    int before = report.problemCount();
    Map<String, Object> normal = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      String written = (String) entry.getKey();
      String at = TreePath.field(path, written);
      String name = camelCase(written);
      Field field = fields.get(name);
      if (field == null) {
        report.problem(at, written, "one of the fields " + String.join(", ", fields.keySet()));
      } else if (!seen.add(name)) {
        report.problem(at, written, "the field once, not in two spellings");
      } else {
        Object checked = check(field, entry.getValue(), at, report);
        if (checked != null) {
          normal.put(name, checked);
        }
      }
    }
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      if (field.getValue().required() && !seen.contains(field.getKey())) {
        report.problem(TreePath.field(path, field.getKey()), null, "a value, it is required");
      }
    }
    if (report.problemCount() == before) {
      Node node = new Node(normal, path);
      rules.forEach(rule -> rule.check(node, report));
    }
    return Collections.unmodifiableMap(normal);
  }

  private static @Nullable Object check(
      Field field, @Nullable Object value, String path, Report report) {
    if (field.withoutEffect() == null) {
      return field.shape().check(value, path, report);
    }
    report.notEnforced(path, field.withoutEffect());
    return report.quietly(field.shape(), value, path);
  }

  /** {@code mirror_percent} to {@code mirrorPercent}; anything that is no snake_case stays. */
  private static String camelCase(String written) {
    if (written.indexOf('_') < 0
        || written.startsWith("_")
        || written.endsWith("_")
        || written.contains("__")
        || !written.equals(written.toLowerCase(Locale.ROOT))) {
      return written;
    }
    StringBuilder camel = new StringBuilder();
    boolean up = false;
    for (char c : written.toCharArray()) {
      if (c == '_') {
        up = true;
      } else {
        camel.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return camel.toString();
  }
}
