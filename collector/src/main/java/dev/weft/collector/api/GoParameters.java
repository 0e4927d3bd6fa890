package dev.weft.collector.api;

import dev.weft.collector.json.Json;
import dev.weft.collector.traces.TraceId;
import dev.weft.policy.tree.MalformedTreeException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Query parameters as Jaeger reads them, with its words for what is wrong. Stateless. */
final class GoParameters {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");
  private static final Pattern PART = Pattern.compile("(\\d*)(?:\\.(\\d*))?([^\\d.]*)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoParameters() {}

  /** A parameter that cannot be read. */
  static final class WrongException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongException(String message) {
      super(message);
    }
  }

  /** An integer of so many bits; {@code otherwise} where it is absent. */
  static long integer(@Nullable String text, int bits, long otherwise) throws WrongException {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new WrongException("strconv.ParseInt: parsing " + quoted(text) + ": invalid syntax");
    }
    BigInteger number = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    if (number.bitLength() >= bits) {
      throw new WrongException(
          "strconv.ParseInt: parsing " + quoted(text) + ": value out of range");
    }
    return number.longValue();
  }

  /** As {@link #integer}, of 64 bits; what is wrong is said with the parameter's name. */
  static long named(String name, @Nullable String text, long otherwise) throws WrongException {
    try {
      return integer(text, 64, otherwise);
    } catch (WrongException e) {
      throw in(name, e);
    }
  }

  private static WrongException in(String name, WrongException e) {
    return new WrongException("unable to parse param '" + name + "': " + e.getMessage());
  }

  static boolean truth(String name, @Nullable String text) throws WrongException {
    if (text == null || text.isEmpty()) {
      return false;
    }
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw in(
              name,
              new WrongException(
                  "strconv.ParseBool: parsing " + quoted(text) + ": invalid syntax"));
    };
  }

  /** {@code 1.2s}, {@code 100ms}; in nanoseconds, 0 where it is absent. */
  static long duration(String name, @Nullable String text) throws WrongException {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    try {
      return duration(text);
    } catch (WrongException e) {
      throw in(name, e);
    }
  }

  private static long duration(String text) throws WrongException {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String rest = signed ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    double nanos = 0;
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length() || at == 0) {
      if (!part.find(at) || part.start() != at || !hasDigits(part)) {
        throw new WrongException("time: invalid duration " + quoted(text));
      }
      String unit = part.group(3);
      if (unit.isEmpty()) {
        throw new WrongException("time: missing unit in duration " + quoted(text));
      }
      Long size = UNITS.get(unit);
      if (size == null) {
        throw new WrongException(
            "time: unknown unit " + quoted(unit) + " in duration " + quoted(text));
      }
      String fraction = part.group(2);
      String digits =
          (part.group(1).isEmpty() ? "0" : part.group(1))
              + (fraction == null || fraction.isEmpty() ? "" : "." + fraction);
      nanos += Double.parseDouble(digits) * size;
      at = part.end();
    }
    if (nanos > Long.MAX_VALUE) {
      throw new WrongException("time: invalid duration " + quoted(text));
    }
    return text.startsWith("-") ? -Math.round(nanos) : Math.round(nanos);
  }

  private static boolean hasDigits(Matcher part) {
    String fraction = part.group(2);
    return !part.group(1).isEmpty() || (fraction != null && !fraction.isEmpty());
  }

  /** 1 to 32 hexadecimal digits. */
  static TraceId traceId(String text) throws WrongException {
    if (text.length() > 32) {
      throw new WrongException("TraceID cannot be longer than 32 hex characters: " + text);
    }
    int low = Math.max(0, text.length() - 16);
    return new TraceId(low == 0 ? 0 : half(text.substring(0, low)), half(text.substring(low)));
  }

  private static long half(String text) throws WrongException {
    if (!text.matches("[0-9a-fA-F]{1,16}")) {
      throw new WrongException("strconv.ParseUint: parsing " + quoted(text) + ": invalid syntax");
    }
    return Long.parseUnsignedLong(text, 16);
  }

  /**
   * Tags that are searched for.
   *
   * @param simple {@code key:value}, any number
   * @param json objects of texts, any number
   */
  static Map<String, String> tags(List<String> simple, List<String> json) throws WrongException {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String tag : simple) {
      int colon = tag.indexOf(':');
      if (colon < 0) {
        throw new WrongException(
            "malformed 'tag' parameter, expecting key:value, received: " + tag);
      }
      tags.put(tag.substring(0, colon), tag.substring(colon + 1));
    }
    for (String text : json) {
      try {
        fill(Json.parse(text), tags);
      } catch (MalformedTreeException e) {
        throw new WrongException(
            "malformed 'tags' parameter, cannot unmarshal JSON: " + syntax(text, e));
      }
    }
    return tags;
  }

  private static void fill(@Nullable Object tree, Map<String, String> tags) throws WrongException {
    if (tree == null) {
      return;
    }
    if (!(tree instanceof Map<?, ?> map)) {
      throw type(tree, "map[string]string");
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      if (value != null && !(value instanceof String)) {
        throw type(value, "string");
      }
      tags.put((String) entry.getKey(), value == null ? "" : (String) value);
    }
  }

  private static WrongException type(Object value, String expected) {
    String found =
        value instanceof Map
            ? "object"
            : value instanceof Iterable
                ? "array"
                : value instanceof Boolean ? "bool" : value instanceof Number ? "number" : "string";
    return new WrongException(
        "malformed 'tags' parameter, cannot unmarshal JSON: json: cannot unmarshal "
            + found
            + " into Go value of type "
            + expected);
  }

  private static @Nullable String syntax(String text, MalformedTreeException e) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || e.getMessage().contains("Unexpected end-of-input")) {
      return "unexpected end of JSON input";
    }
    char first = trimmed.charAt(0);
    return "{[\"-0123456789tfn".indexOf(first) < 0
        ? "invalid character '" + first + "' looking for beginning of value"
        : e.getMessage();
  }

  /** As Go prints a text in an error. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == 0x7F) {
        quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
