package dev.weft.policy.frame;

import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of one message (RFC 8259, nothing more lenient) into a tree, as {@code JsonTree}
 * would. By hand, since every agent reads a dozen messages while its JVM starts: loading and
 * verifying Jackson's parsers took a quarter of the bytes of all the agent's class files. Not
 * thread-safe.
 */
final class MessageReader {
  /** A double has no use for more. */
  private static final int MAX_NUMBER_CHARS = 100;

  private final String text;
  private final TreeLimits limits;
  private int at;
  private int values;
  private String path = "";

  private MessageReader(String text, TreeLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  /**
   * @throws MalformedTreeException if the text is not exactly one value, repeats a field, or is
   *     beyond the limits
   */
  static @Nullable Object read(String text, TreeLimits limits) throws MalformedTreeException {
    MessageReader reader = new MessageReader(text, limits);
    if (text.length() > limits.chars()) {
      throw new MalformedTreeException("", "longer than " + limits.chars() + " characters", 0, 0);
    }
    Object value = reader.value(1);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.malformed("more text after the end of the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) throws MalformedTreeException {
    if (++values > limits.values()) {
      throw malformed("more than " + limits.values() + " values");
    }
    char first = next();
    switch (first) {
      case '{':
      case '[':
        if (depth > limits.depth()) {
          throw malformed("more than " + limits.depth() + " levels deep");
        }
        at++;
        return first == '{' ? object(depth) : array(depth);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, @Nullable Object> object(int depth) throws MalformedTreeException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    String here = path;
    if (next() == '}') {
      at++;
      return Collections.unmodifiableMap(object);
    }
    while (true) {
      if (next() != '"') {
        throw malformed("a field name was expected");
      }
      String name = string();
      path = TreePath.field(here, name);
      if (object.containsKey(name)) {
        throw malformed("the field stands here twice");
      }
      expect(':');
      object.put(name, value(depth + 1));
      path = here;
      if (isEnd('}')) {
        return Collections.unmodifiableMap(object);
      }
    }
  }

  private List<@Nullable Object> array(int depth) throws MalformedTreeException {
    List<@Nullable Object> array = new ArrayList<>();
    String here = path;
    if (next() == ']') {
      at++;
      return Collections.unmodifiableList(array);
    }
    while (true) {
      path = TreePath.element(here, array.size());
      array.add(value(depth + 1));
      path = here;
      if (isEnd(']')) {
        return Collections.unmodifiableList(array);
      }
    }
  }

  /** Whether the container ends here; if not, a comma was passed. */
  private boolean isEnd(char end) throws MalformedTreeException {
    char next = next();
    if (next != end && next != ',') {
      throw malformed("a comma or " + end + " was expected");
    }
    at++;
    return next == end;
  }

  private @Nullable Object word(String word, @Nullable Boolean value)
      throws MalformedTreeException {
    if (!text.startsWith(word, at)) {
      throw malformed("a value was expected");
    }
    at += word.length();
    endOfScalar();
    return value;
  }

  private Object number() throws MalformedTreeException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean real = false;
    if (peek() == '.') {
      real = true;
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      real = true;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    endOfScalar();
    if (at - start > MAX_NUMBER_CHARS) {
      throw malformed("a number of more than " + MAX_NUMBER_CHARS + " characters");
    }
    String number = text.substring(start, at);
    if (real) {
      return real(number);
    }
    return integer(number);
  }

  private Double real(String number) throws MalformedTreeException {
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw malformed("a number beyond what a double holds");
    }
    return value;
  }

  private Long integer(String number) throws MalformedTreeException {
    try {
      return Long.valueOf(number);
    } catch (NumberFormatException e) {
      throw malformed("an integer beyond 64 bits");
    }
  }

  private void digits() throws MalformedTreeException {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed("a value was expected");
    }
  }

  /** Or {@code 01} and {@code nullx} would be read in part. */
  private void endOfScalar() throws MalformedTreeException {
    char c = peek();
    if (at < text.length() && !isSpace(c) && c != ',' && c != ']' && c != '}') {
      throw malformed("a value was expected");
    }
  }

  private String string() throws MalformedTreeException {
    int start = ++at;
    while (true) {
      char c = inString();
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c == '\\') {
        return escapedString(start);
      }
      at++;
    }
  }

  private String escapedString(int start) throws MalformedTreeException {
    StringBuilder plain = new StringBuilder().append(text, start, at);
    while (true) {
      char c = inString();
      at++;
      if (c == '"') {
        return plain.toString();
      }
      plain.append(c == '\\' ? escape() : c);
    }
  }

  private char inString() throws MalformedTreeException {
    if (at >= text.length()) {
      throw malformed("the text ends in the middle");
    }
    char c = text.charAt(at);
    if (c < ' ') {
      throw malformed("a control character within a text");
    }
    return c;
  }

  private char escape() throws MalformedTreeException {
    char c = inString();
    at++;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        return c;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        int value = 0;
        for (int i = 0; i < 4; i++) {
          char hex = inString();
          int digit = hex < 128 ? Character.digit(hex, 16) : -1;
          if (digit < 0) {
            throw malformed("four hexadecimal digits were expected");
          }
          value = value << 4 | digit;
          at++;
        }
        return (char) value;
      default:
        throw malformed("an unknown escape");
    }
  }

  private void expect(char c) throws MalformedTreeException {
    if (next() != c) {
      throw malformed("a '" + c + "' was expected");
    }
    at++;
  }

  /** The next character that is no white space; stands on it. */
  private char next() throws MalformedTreeException {
    skipSpace();
    if (at >= text.length()) {
      throw malformed(text.isBlank() ? "the text is empty" : "the text ends in the middle");
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** 0 at the end, which is no character of JSON. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private MalformedTreeException malformed(String reason) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new MalformedTreeException(path, reason, line, at - lineStart + 1);
  }
}
