package dev.weft.collector.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.weft.collector.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How answers are printed. */
final class Output {
  /** The value of {@code -o}. */
  enum Format {
    table,
    yaml,
    json
  }

  private Output() {}

  /** The tree in a format that is not a table. */
  static void print(PrintWriter out, Format format, @Nullable Object tree) {
    out.println(format == Format.json ? Json.pretty(tree) : yaml(tree).stripTrailing());
    out.flush();
  }

  private static String yaml(@Nullable Object tree) {
    StringWriter text = new StringWriter();
    YAMLFactory factory =
        YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    try (JsonGenerator generator = factory.createGenerator(text)) {
      Json.write(generator, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Columns as wide as their widest cell. */
  static final class Table {
    private final List<String[]> rows = new ArrayList<>();

    Table(String... heads) {
      rows.add(heads);
    }

    void row(String... cells) {
      rows.add(cells);
    }

    boolean empty() {
      return rows.size() == 1;
    }

    void print(PrintWriter out) {
      int columns = rows.get(0).length;
      int[] widths = new int[columns];
      for (String[] row : rows) {
        for (int i = 0; i < columns; i++) {
          widths[i] = Math.max(widths[i], row[i].length());
        }
      }
      for (String[] row : rows) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns; i++) {
          line.append(row[i]);
          line.append(" ".repeat(widths[i] - row[i].length() + 3));
        }
        out.println(line.toString().stripTrailing());
      }
      out.flush();
    }
  }
}
