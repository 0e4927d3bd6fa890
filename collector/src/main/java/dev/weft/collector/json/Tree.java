package dev.weft.collector.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds and reads the trees of {@link Json}. */
public final class Tree {
  private Tree() {}

  /** Names and values in turn; a pair whose value is null is left out. */
  public static Map<String, Object> of(@Nullable Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
      }
    }
    return map;
  }

  /** The object at {@code path}, empty if it is missing or something else. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The list at {@code path}, empty if it is missing or something else. */
  @SuppressWarnings("unchecked")
  public static List<Object> list(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof List<?> list ? (List<Object>) list : List.of();
  }

  /** The text of the scalar at {@code path}, empty if it is missing. */
  public static String text(@Nullable Object tree, String... path) {
    Object found = at(tree, path);
    return found == null ? "" : found.toString();
  }

  /** The integer at {@code path}, 0 if it is missing or something else. */
  public static long number(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable Object at(@Nullable Object tree, String... path) {
    Object here = tree;
    for (String step : path) {
      here = here instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return here;
  }
}
