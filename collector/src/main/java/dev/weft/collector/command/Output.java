package dev.weft.collector.command;

import dev.weft.collector.command.Colour.Painted;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Yaml;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** Columns as wide as their widest cell. What is in a cell cannot act on the terminal. */
  static final class Table {
    private static final int GAP = 3;

    private final Terminal terminal;
    private final List<Painted[]> rows = new ArrayList<>();
    private final Set<Integer> numbers = new HashSet<>();

    Table(Terminal terminal, String... heads) {
      this.terminal = terminal;
      Painted[] row = new Painted[heads.length];
      for (int i = 0; i < heads.length; i++) {
        row[i] = Colour.BOLD.of(heads[i]);
      }
      rows.add(row);
    }

    /** These columns stand at the right. */
    Table numbers(int... columns) {
      for (int column : columns) {
        numbers.add(column);
      }
      return this;
    }

    /**
     * @param cells texts, plain or {@link Painted}
     */
    void row(Object... cells) {
      Painted[] row = new Painted[cells.length];
      for (int i = 0; i < cells.length; i++) {
        Painted cell = cells[i] instanceof Painted p ? p : Colour.NONE.of(cells[i].toString());
        row[i] = cell.colour().of(Shown.whole(cell.text()));
      }
      rows.add(row);
    }

    boolean empty() {
      return rows.size() == 1;
    }

    /** Without trailing blanks. */
    List<String> lines() {
      int columns = rows.get(0).length;
      int[] widths = new int[columns];
      for (Painted[] row : rows) {
        for (int i = 0; i < columns; i++) {
          widths[i] = Math.max(widths[i], row[i].text().length());
        }
      }
      List<String> lines = new ArrayList<>();
      for (Painted[] row : rows) {
        StringBuilder line = new StringBuilder();
        int owed = 0;
        for (int i = 0; i < columns; i++) {
          String text = row[i].text();
          int blanks = widths[i] - text.length();
          boolean right = numbers.contains(i);
          owed += right ? blanks : 0;
          if (!text.isEmpty()) {
            line.append(" ".repeat(owed)).append(terminal.paint(row[i].colour(), text));
            owed = 0;
          }
          owed += GAP + (right ? 0 : blanks);
        }
        lines.add(line.toString());
      }
      return lines;
    }

    void print(PrintWriter out) {
      lines().forEach(out::println);
      out.flush();
    }
  }
}
