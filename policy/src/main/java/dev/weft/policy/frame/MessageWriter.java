package dev.weft.policy.frame;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the JSON of a message, without white space; see {@link MessageReader} for why by hand. */
final class MessageWriter {
  private static final String HEX = "0123456789ABCDEF";

  private MessageWriter() {}

  /**
   * @throws IllegalArgumentException if the tree holds anything that a tree cannot
   */
  static String write(@Nullable Object tree) {
    StringBuilder out = new StringBuilder(256);
    write(out, tree);
    return out.toString();
  }

  private static void write(StringBuilder out, @Nullable Object tree) {
    if (tree instanceof String text) {
      string(out, text);
    } else if (tree == null || tree instanceof Boolean) {
      out.append(tree);
    } else if (tree instanceof Long || tree instanceof Integer) {
      out.append(((Number) tree).longValue());
    } else if (tree instanceof Double real) {
      if (real.isNaN() || real.isInfinite()) {
        throw new IllegalArgumentException("JSON has no " + real);
      }
      out.append(real.doubleValue());
    } else if (tree instanceof Map<?, ?> object) {
      object(out, object);
    } else if (tree instanceof List<?> array) {
      array(out, array);
    } else {
      throw new IllegalArgumentException("no part of a tree: " + tree.getClass().getName());
    }
  }

  private static void object(StringBuilder out, Map<?, ?> object) {
    char before = '{';
    for (Map.Entry<?, ?> field : object.entrySet()) {
      out.append(before);
      string(out, (String) field.getKey());
      out.append(':');
      write(out, field.getValue());
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private static void array(StringBuilder out, List<?> array) {
    char before = '[';
    for (Object element : array) {
      out.append(before);
      write(out, element);
      before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\') {
        continue;
      }
      out.append(text, plain, i).append('\\');
      plain = i + 1;
      switch (c) {
        case '\b' -> out.append('b');
        case '\f' -> out.append('f');
        case '\n' -> out.append('n');
        case '\r' -> out.append('r');
        case '\t' -> out.append('t');
        case '"', '\\' -> out.append(c);
        default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    out.append(text, plain, text.length()).append('"');
  }
}
