package dev.weft.collector.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java trees: {@code Map<String, ?>}, {@code Iterable<?>}, {@code String}, {@code
 * Boolean}, {@code Number}, {@code null}. Everything the collector answers and stores goes through
 * here, and so does what its own commands read.
 */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** More than the longest answer of the collector, which its own commands read. */
  private static final JsonTree READER =
      new JsonTree(new TreeLimits(64 * 1024 * 1024, 100, 8 * 1024 * 1024));

  private Json() {}

  /** One line. */
  public static String write(@Nullable Object tree) {
    return write(tree, false);
  }

  /** Indented, for people. */
  public static String pretty(@Nullable Object tree) {
    return write(tree, true);
  }

  private static String write(@Nullable Object tree, boolean pretty) {
    StringWriter out = new StringWriter(256);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      if (pretty) {
        generator.useDefaultPrettyPrinter();
      }
      write(generator, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** Writes {@code tree} with any generator, YAML's too. */
  public static void write(JsonGenerator to, @Nullable Object tree) throws IOException {
    if (tree == null) {
      to.writeNull();
    } else if (tree instanceof Map<?, ?> map) {
      to.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        to.writeFieldName(String.valueOf(entry.getKey()));
        write(to, entry.getValue());
      }
      to.writeEndObject();
    } else if (tree instanceof Iterable<?> list) {
      to.writeStartArray();
      for (Object element : list) {
        write(to, element);
      }
      to.writeEndArray();
    } else if (tree instanceof Boolean value) {
      to.writeBoolean(value);
    } else if (tree instanceof Long || tree instanceof Integer) {
      to.writeNumber(((Number) tree).longValue());
    } else if (tree instanceof Number value) {
      to.writeNumber(value.doubleValue());
    } else {
      to.writeString(tree.toString());
    }
  }

  /**
   * Integers become {@code Long}, other numbers {@code Double}.
   *
   * @throws MalformedTreeException if it is not one JSON value; the message says where
   */
  public static @Nullable Object parse(String text) throws MalformedTreeException {
    return READER.read(text);
  }
}
