package dev.weft.policy.schema;

import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object whose fields were checked one by one, as rules see it. */
public final class Node {
  private final Map<String, Object> fields;
  private final String path;

  Node(Map<String, Object> fields, String path) {
    this.fields = fields;
    this.path = path;
  }

  public String path() {
    return path;
  }

  /** The path of a field. */
  public String path(String name) {
    return TreePath.field(path, name);
  }

  /** Whether the field is there, be it empty. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** The value as it is, or null. */
  public @Nullable Object value(String name) {
    return fields.get(name);
  }

  /** The text, "" where absent. */
  public String text(String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  /** The integer, 0 where absent. */
  public long integer(String name) {
    return fields.get(name) instanceof Long number ? number : 0;
  }

  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  /** The elements of a list, or nothing. */
  public List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  /** The texts of a list, or nothing. */
  public List<String> texts(String name) {
    return list(name).stream().map(String.class::cast).toList();
  }

  /** The object, empty where absent. */
  public Node node(String name) {
    return new Node(object(fields.get(name)), path(name));
  }

  /** The objects of a list, or nothing. */
  public List<Node> nodes(String name) {
    List<Node> nodes = new ArrayList<>();
    List<?> list = list(name);
    for (int i = 0; i < list.size(); i++) {
      nodes.add(new Node(object(list.get(i)), TreePath.element(path(name), i)));
    }
    return nodes;
  }

  /** The object's own fields. */
  public Map<String, Object> fields() {
    return fields;
  }

  @SuppressWarnings("unchecked") // a tree's objects have text for keys
  private static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
