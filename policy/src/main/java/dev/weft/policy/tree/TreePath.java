package dev.weft.policy.tree;

import com.fasterxml.jackson.core.JsonStreamContext;

/** Spells where something lies in a tree: {@code spec.http[0].route[0].weight}. The root is "". */
public final class TreePath {
  /** What a message may hold of a path that somebody else has made. */
  private static final int MAX_SHOWN = 300;

  private TreePath() {}

  /** The path as messages show it: of one too long, the end. */
  public static String shown(String path) {
    return path.length() <= MAX_SHOWN ? path : "..." + path.substring(path.length() - MAX_SHOWN);
  }

  /** The path of a field; names that are no plain words are quoted: {@code labels["a.b/c"]}. */
  public static String field(String parent, String name) {
    if (!isWord(name)) {
      return parent + "[\"" + name + "\"]";
    }
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** The path of an element. */
  public static String element(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /** Where a parser stands. */
  static String of(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    String above = parent == null ? "" : of(parent);
    if (context.inObject() && context.getCurrentName() != null) {
      return field(above, context.getCurrentName());
    }
    return context.inArray() ? element(above, Math.max(0, context.getCurrentIndex())) : above;
  }

  private static boolean isWord(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c)))) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
