package dev.weft.collector.command;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Yaml;
import java.io.PrintWriter;
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
    out.println(format == Format.json ? Json.pretty(tree) : Yaml.write(tree).stripTrailing());
    out.flush();
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
