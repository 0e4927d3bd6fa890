package dev.weft.agent.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Small work on strings without regular expressions. */
final class Text {
  /** RFC 1123's limit of a label. */
  private static final int MAX_LABEL = 63;

  private static final int MAX_SHOWN = 80;

  private Text() {}

  static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** The trimmed, non-empty parts between the separators. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int to = text.indexOf(separator, from);
      if (to < 0) {
        to = text.length();
      }
      String part = text.substring(from, to).trim();
      if (!part.isEmpty()) {
        parts.add(part);
      }
      from = to + 1;
    }
    return parts;
  }

  /** Of a decimal number of at most nine digits; -1 where it is none. */
  static int number(String text) {
    if (text.isEmpty() || text.length() > 9) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /** The same name as RFC 1123 wants it: lower-case letters, digits and inner hyphens. */
  static String dnsLabel(String name) {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < name.length() && label.length() < MAX_LABEL; i++) {
      char c = name.charAt(i);
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      boolean plain = lower >= 'a' && lower <= 'z' || lower >= '0' && lower <= '9';
      if (plain) {
        label.append(lower);
      } else if (label.length() > 0 && label.charAt(label.length() - 1) != '-') {
        label.append('-');
      }
    }
    while (label.length() > 0 && label.charAt(label.length() - 1) == '-') {
      label.setLength(label.length() - 1);
    }
    return label.toString();
  }

  /** For messages: one line of bounded length. */
  static String shortened(@Nullable String value) {
    if (value == null) {
      return "";
    }
    String line = value.replace('\n', ' ').replace('\r', ' ');
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN).concat("...");
  }

  /** Replaces {@code %41} by what it stands for, UTF-8; null where the text is not well-formed. */
  static @Nullable String percentDecoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out[length++] = in[i];
        continue;
      }
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      if (low < 0) {
        return null;
      }
      out[length++] = (byte) (high << 4 | low);
      i += 2;
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
