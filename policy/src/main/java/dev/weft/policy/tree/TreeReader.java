package dev.weft.policy.tree;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes trees of what a Jackson streaming parser yields. One reader belongs to one parser; its
 * limit on values holds for all trees it reads. Not thread-safe.
 */
public final class TreeReader {
  /** Lines are a courtesy: long names nested deep must not make their paths fill the memory. */
  private static final int MAX_PATH_CHARS = 16 * 1024 * 1024;

  private final JsonParser parser;
  private final TreeLimits limits;
  private final @Nullable Map<String, Integer> lines;
  private final Guard guard;
  private int values;
  private int pathChars;

  /**
   * @param lines takes the line of each field and element by its path; null: lines are not wanted
   * @param guard looks at each token first
   */
  public TreeReader(
      JsonParser parser, TreeLimits limits, @Nullable Map<String, Integer> lines, Guard guard) {
    this.parser = parser;
    this.limits = limits;
    this.lines = lines;
    this.guard = guard;
  }

  /** Refuses what a format can say but a tree cannot hold (YAML's aliases). */
  @FunctionalInterface
  public interface Guard {
    /** Null: the parser's current token is fine; else what is wrong with it. */
    @Nullable String objection(JsonParser parser) throws IOException;

    /** Whether the current text stands for nothing at all (YAML's {@code key:}). */
    default boolean isNothing(JsonParser parser) throws IOException {
      return false;
    }
  }

  /**
   * Whether another value follows; moves the parser onto it.
   *
   * @throws MalformedTreeException if the text is broken there
   */
  public boolean advance() throws MalformedTreeException {
    return next() != null;
  }

  /**
   * Reads the value that the parser stands on.
   *
   * @throws MalformedTreeException if it is broken, beyond the limits, or no tree
   */
  public @Nullable Object value() throws MalformedTreeException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw malformed("a value was expected");
    }
    return value(token, 1);
  }

  private @Nullable Object value(JsonToken token, int depth) throws MalformedTreeException {
    if (++values > limits.values()) {
      throw malformed("more than " + limits.values() + " values");
    }
    if (depth > limits.depth() && token.isStructStart()) {
      throw malformed("more than " + limits.depth() + " levels deep");
    }
    try {
      return switch (token) {
        case START_OBJECT -> object(depth);
        case START_ARRAY -> array(depth);
        case VALUE_STRING -> guard.isNothing(parser) ? null : parser.getText();
        case VALUE_TRUE -> Boolean.TRUE;
        case VALUE_FALSE -> Boolean.FALSE;
        case VALUE_NULL -> null;
        case VALUE_NUMBER_INT -> integer();
        case VALUE_NUMBER_FLOAT -> real();
        default -> throw malformed("a value of no known type");
      };
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private Map<String, @Nullable Object> object(int depth)
      throws IOException, MalformedTreeException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (JsonToken token = require(); token != JsonToken.END_OBJECT; token = require()) {
      String name = parser.currentName();
      if (token != JsonToken.FIELD_NAME || name == null) {
        throw malformed("a field name was expected");
      }
      if (object.containsKey(name)) {
        throw malformed("the field stands here twice");
      }
      mark();
      object.put(name, value(require(), depth + 1));
    }
    return Collections.unmodifiableMap(object);
  }

  private List<@Nullable Object> array(int depth) throws MalformedTreeException {
    List<@Nullable Object> array = new ArrayList<>();
    for (JsonToken token = require(); token != JsonToken.END_ARRAY; token = require()) {
      mark();
      array.add(value(token, depth + 1));
    }
    return Collections.unmodifiableList(array);
  }

  private Long integer() throws IOException, MalformedTreeException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> throw malformed("an integer beyond 64 bits");
    };
  }

  private Double real() throws IOException, MalformedTreeException {
    double value = parser.getDoubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw malformed("a number beyond what a double holds");
    }
    return value;
  }

  private void mark() {
    if (lines != null && pathChars < MAX_PATH_CHARS) {
      String path = TreePath.of(parser.getParsingContext());
      pathChars += path.length();
      lines.put(path, parser.currentTokenLocation().getLineNr());
    }
  }

  private JsonToken require() throws MalformedTreeException {
    JsonToken token = next();
    if (token == null) {
      throw malformed("the text ends in the middle");
    }
    return token;
  }

  private @Nullable JsonToken next() throws MalformedTreeException {
    try {
      JsonToken token = parser.nextToken();
      String objection = token == null ? null : guard.objection(parser);
      if (objection != null) {
        throw malformed(objection);
      }
      return token;
    } catch (IOException e) {
      throw malformed(e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // SnakeYAML's scanner answers some broken texts by these.
      throw malformed("not readable: " + e.getMessage());
    }
  }

  private MalformedTreeException malformed(IOException e) {
    if (e instanceof JacksonException jackson) {
      JsonLocation at = jackson.getLocation();
      String reason = jackson.getOriginalMessage();
      return at == null ? malformed(reason) : malformed(reason, at);
    }
    return malformed(String.valueOf(e.getMessage()));
  }

  private MalformedTreeException malformed(String reason) {
    return malformed(reason, parser.currentLocation());
  }

  private MalformedTreeException malformed(String reason, JsonLocation at) {
    String path = TreePath.of(parser.getParsingContext());
    return new MalformedTreeException(path, reason, at.getLineNr(), at.getColumnNr());
  }
}
