package dev.weft.policy.frame;

import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a message, read strictly by type. Unknown fields are passed over, for
 * the peer may be newer; absent lists and maps are empty.
 */
final class Fields {
  private final Map<?, ?> object;
  private final String path;

  private Fields(Map<?, ?> object, String path) {
    this.object = object;
    this.path = path;
  }

  static Fields of(@Nullable Object value, String path) throws MalformedMessageException {
    if (value instanceof Map<?, ?> map) {
      return new Fields(map, path);
    }
    throw wrong(path, value, "an object");
  }

  String text(String name) throws MalformedMessageException {
    return text(object.get(name), TreePath.field(path, name));
  }

  /** What an older peer does not say. */
  String text(String name, String absent) throws MalformedMessageException {
    return object.get(name) == null ? absent : text(name);
  }

  /** What an older peer does not say. */
  long integer(String name, long absent) throws MalformedMessageException {
    return object.get(name) == null ? absent : integer(name);
  }

  long integer(String name) throws MalformedMessageException {
    return integer(object.get(name), TreePath.field(path, name));
  }

  int number(String name, int least, int most) throws MalformedMessageException {
    long value = integer(name);
    if (value < least || value > most) {
      String range = "a number from " + least + " to " + most;
      throw wrong(TreePath.field(path, name), value, range);
    }
    return (int) value;
  }

  double real(String name) throws MalformedMessageException {
    Object value = object.get(name);
    if (value instanceof Double || value instanceof Long) {
      return ((Number) value).doubleValue();
    }
    throw wrong(TreePath.field(path, name), value, "a number");
  }

  boolean truth(String name) throws MalformedMessageException {
    if (object.get(name) instanceof Boolean value) {
      return value;
    }
    throw wrong(TreePath.field(path, name), object.get(name), "true or false");
  }

  /** What an older peer does not say. */
  boolean truth(String name, boolean absent) throws MalformedMessageException {
    return object.get(name) == null ? absent : truth(name);
  }

  Fields fields(String name) throws MalformedMessageException {
    return of(object.get(name), TreePath.field(path, name));
  }

  /** A tree as it is; absent is empty. */
  @SuppressWarnings("unchecked") // a tree's objects have text for keys
  Map<String, Object> tree(String name) throws MalformedMessageException {
    Object value = object.get(name);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw wrong(TreePath.field(path, name), value, "an object");
  }

  Map<String, String> texts(String name) throws MalformedMessageException {
    Map<String, String> texts = new LinkedHashMap<>();
    String below = TreePath.field(path, name);
    for (Map.Entry<String, Object> entry : tree(name).entrySet()) {
      texts.put(entry.getKey(), text(entry.getValue(), TreePath.field(below, entry.getKey())));
    }
    return texts;
  }

  List<String> words(String name) throws MalformedMessageException {
    return list(name, Fields::text);
  }

  List<Long> integers(String name) throws MalformedMessageException {
    return list(name, Fields::integer);
  }

  <T> List<T> objects(String name, Element<Fields, T> read) throws MalformedMessageException {
    return list(name, (value, at) -> read.read(of(value, at)));
  }

  private <T> List<T> list(String name, Value<T> read) throws MalformedMessageException {
    Object value = object.get(name);
    if (value == null) {
      return List.of();
    }
    String below = TreePath.field(path, name);
    if (!(value instanceof List<?> list)) {
      throw wrong(below, value, "a list");
    }
    List<T> result = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      result.add(read.read(list.get(i), TreePath.element(below, i)));
    }
    return result;
  }

  private static String text(@Nullable Object value, String path) throws MalformedMessageException {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(path, value, "a text");
  }

  private static long integer(@Nullable Object value, String path)
      throws MalformedMessageException {
    if (value instanceof Long number) {
      return number;
    }
    throw wrong(path, value, "an integer");
  }

  private static MalformedMessageException wrong(
      String path, @Nullable Object value, String expected) {
    return new MalformedMessageException(
        (path.isEmpty() ? "message" : path)
            + ": "
            + said(value)
            + " where "
            + expected
            + " was expected");
  }

  private static String said(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Map || value instanceof List) {
      return value instanceof Map ? "an object" : "a list";
    }
    String text = String.valueOf(value);
    return "'" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "'";
  }

  @FunctionalInterface
  interface Element<F, T> {
    T read(F fields) throws MalformedMessageException;
  }

  @FunctionalInterface
  private interface Value<T> {
    T read(@Nullable Object value, String path) throws MalformedMessageException;
  }
}
