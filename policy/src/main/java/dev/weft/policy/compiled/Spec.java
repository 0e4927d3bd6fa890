package dev.weft.policy.compiled;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.tree.TreePath;
import dev.weft.policy.value.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a document's spec. Documents were validated by whoever stored them; where one is not
 * what this version understands, reading it refuses the document by name and path instead of
 * guessing.
 */
final class Spec {
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final DocumentKey document;
  private final String path;
  private final Map<?, ?> fields;

  private Spec(DocumentKey document, String path, Map<?, ?> fields) {
    this.document = document;
    this.path = path;
    this.fields = fields;
  }

  static Spec of(PolicyDocument document) {
    return new Spec(document.key(), "spec", document.spec());
  }

  DocumentKey document() {
    return document;
  }

  String path(String name) {
    return TreePath.field(path, name);
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  /** The text, or null. */
  @Nullable String text(String name) {
    Object value = fields.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw refused(name, "a text");
  }

  /** The text, or null where it is absent or empty. */
  @Nullable String filled(String name) {
    String text = text(name);
    return text == null || text.isEmpty() ? null : text;
  }

  String required(String name) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw refused(name, "a text");
    }
    return text;
  }

  /** The integer, or null. */
  @Nullable Integer integer(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Long number && number >= 0) {
      return (int) Math.min(number, Integer.MAX_VALUE);
    }
    throw refused(name, "an integer of at least 0");
  }

  int integer(String name, int otherwise) {
    Integer value = integer(name);
    return value == null ? otherwise : value;
  }

  double number(String name, double otherwise) {
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Long || value instanceof Double) {
      return ((Number) value).doubleValue();
    }
    throw refused(name, "a number");
  }

  boolean truth(String name, boolean otherwise) {
    Object value = fields.get(name);
    if (value == null || value instanceof Boolean) {
      return value == null ? otherwise : (Boolean) value;
    }
    throw refused(name, "true or false");
  }

  /** The duration, or null. Ten years at most: as good as for ever, and sums stay in 64 bits. */
  @Nullable Duration duration(String name) {
    String text = text(name);
    try {
      Duration duration = text == null ? null : GoDuration.parse(text);
      return duration == null || duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
    } catch (IllegalArgumentException e) {
      throw refused(name, "a duration");
    }
  }

  Duration duration(String name, Duration otherwise) {
    Duration duration = duration(name);
    return duration == null ? otherwise : duration;
  }

  /** The object, or null. */
  @Nullable Spec object(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      return new Spec(document, path(name), map);
    }
    throw refused(name, "an object");
  }

  /** The object, empty where absent. */
  Spec child(String name) {
    Spec child = object(name);
    return child == null ? new Spec(document, path(name), Map.of()) : child;
  }

  /** The objects of a list, none where absent. */
  List<Spec> children(String name) {
    List<Spec> children = new ArrayList<>();
    List<?> list = list(name);
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof Map<?, ?> map)) {
        throw refused(name, "a list of objects");
      }
      children.add(new Spec(document, TreePath.element(path(name), i), map));
    }
    return children;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object value : list(name)) {
      if (!(value instanceof String text)) {
        throw refused(name, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  List<Integer> integers(String name) {
    List<Integer> integers = new ArrayList<>();
    for (Object value : list(name)) {
      if (!(value instanceof Long number)) {
        throw refused(name, "a list of integers");
      }
      integers.add(number.intValue());
    }
    return integers;
  }

  /** A map of text to text, empty where absent. */
  Map<String, String> textMap(String name) {
    Spec map = child(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : map.names()) {
      String text = map.text(key);
      texts.put(key, text == null ? "" : text);
    }
    return texts;
  }

  /** The names of its fields, in the document's order. */
  List<String> names() {
    return fields.keySet().stream().map(String.class::cast).toList();
  }

  private List<?> list(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw refused(name, "a list");
  }

  /** What says that a field is not understood. */
  PolicyRefusedException refused(String name, String expected) {
    Object value = fields.get(name);
    String said = value == null ? "nothing" : value instanceof String ? "'" + value + "'" : "it";
    return new PolicyRefusedException(
        document, document + ": " + path(name) + ": " + said + " is not " + expected);
  }
}
