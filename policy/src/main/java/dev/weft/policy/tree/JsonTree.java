package dev.weft.policy.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes trees as JSON text (RFC 8259, nothing more lenient). Thread-safe. */
public final class JsonTree {
  private final JsonFactory factory;
  private final TreeLimits limits;

  public JsonTree(TreeLimits limits) {
    this.limits = limits;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(limits.chars())
                    .maxStringLength(limits.chars())
                    // One more than ours, so that the message is ours.
                    .maxNestingDepth(limits.depth() + 1)
                    .maxNumberLength(100)
                    .build())
            .build();
  }

  /**
   * Reads a text that is exactly one value.
   *
   * @throws MalformedTreeException if it is not, repeats a field, or is beyond the limits
   */
  public @Nullable Object read(String text) throws MalformedTreeException {
    return read(text, null);
  }

  /**
   * As {@link #read(String)}, telling the line of each field and element by its path.
   *
   * @param lines is added to
   */
  public @Nullable Object read(String text, @Nullable Map<String, Integer> lines)
      throws MalformedTreeException {
    if (text.length() > limits.chars()) {
      throw new MalformedTreeException("", "longer than " + limits.chars() + " characters", 0, 0);
    }
    try (JsonParser parser = factory.createParser(text)) {
      TreeReader reader = new TreeReader(parser, limits, lines, p -> null);
      if (!reader.advance()) {
        throw new MalformedTreeException("", "the text is empty", 0, 0);
      }
      Object value = reader.value();
      if (reader.advance()) {
        throw new MalformedTreeException("", "more text after the end of the value", 0, 0);
      }
      return value;
    } catch (IOException e) {
      // Only close() can get here, and a parser of a String has nothing to close.
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of a tree, without white space.
   *
   * @throws IllegalArgumentException if it holds anything that a tree cannot
   */
  public String write(@Nullable Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = factory.createGenerator(text)) {
      write(out, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write(JsonGenerator out, @Nullable Object tree) throws IOException {
    if (tree == null) {
      out.writeNull();
    } else if (tree instanceof String text) {
      out.writeString(text);
    } else if (tree instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (tree instanceof Long || tree instanceof Integer) {
      out.writeNumber(((Number) tree).longValue());
    } else if (tree instanceof Double real) {
      if (real.isNaN() || real.isInfinite()) {
        throw new IllegalArgumentException("JSON has no " + real);
      }
      out.writeNumber(real);
    } else if (tree instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> field : object.entrySet()) {
        out.writeFieldName((String) field.getKey());
        write(out, field.getValue());
      }
      out.writeEndObject();
    } else if (tree instanceof List<?> array) {
      out.writeStartArray();
      for (Object element : array) {
        write(out, element);
      }
      out.writeEndArray();
    } else {
      throw new IllegalArgumentException("no part of a tree: " + tree.getClass().getName());
    }
  }
}
