package dev.weft.collector.command;

import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A trace of Jaeger's JSON as lines of text: a bar for each span, below its parent. */
final class Waterfall {
  private static final int MIN_BAR = 10;
  private static final int MAX_NAME = 60;
  private static final int MAX_INDENT = 20;

  /** For durations and what is told of a span; lines may be longer. */
  private static final int NOTES = 34;

  private static final String RED = "31";
  private static final String YELLOW = "33";
  private static final String FAINT = "2";

  private final String traceId;
  private final List<Row> rows = new ArrayList<>();
  private final int width;
  private final boolean colours;
  private final long startMicros;
  private final long endMicros;

  /** Parts of a row, fit for a terminal. */
  private static final class Row {
    final String id;
    final String parent;
    final String service;
    final String operation;
    final long startMicros;
    final long durationMicros;
    final Map<String, String> tags;
    int depth;

    Row(Object span, Map<String, Object> processes) {
      id = Tree.text(span, "spanID");
      parent = parent(span);
      service = Shown.text(Tree.text(processes.get(Tree.text(span, "processID")), "serviceName"));
      operation = Shown.text(Tree.text(span, "operationName"));
      startMicros = Tree.number(span, "startTime");
      durationMicros = Tree.number(span, "duration");
      tags = new HashMap<>();
      for (Object tag : Tree.list(span, "tags")) {
        tags.put(Tree.text(tag, "key"), Shown.text(Tree.text(tag, "value")));
      }
    }

    private static String parent(Object span) {
      String trace = Tree.text(span, "traceID");
      for (Object reference : Tree.list(span, "references")) {
        if (Tree.text(reference, "traceID").equals(trace)) {
          return Tree.text(reference, "spanID");
        }
      }
      return "";
    }

    long end() {
      return startMicros + durationMicros;
    }

    boolean failed() {
      return "true".equals(tags.get("error"));
    }

    @Nullable String attempt() {
      return tags.get("weft.attempt");
    }
  }

  /**
   * @param width of the terminal, in characters
   */
  Waterfall(Object trace, int width, boolean colours) {
    this.width = width;
    this.colours = colours;
    traceId = Tree.text(trace, "traceID");
    Map<String, Object> processes = Tree.object(trace, "processes");
    List<Row> spans = new ArrayList<>();
    for (Object span : Tree.list(trace, "spans")) {
      spans.add(new Row(span, processes));
    }
    startMicros = spans.stream().mapToLong(row -> row.startMicros).min().orElse(0);
    endMicros = spans.stream().mapToLong(Row::end).max().orElse(0);
    order(spans);
  }

  /** Depth first, by time; what has no parent here stands at the left. */
  private void order(List<Row> spans) {
    spans.sort(Comparator.<Row>comparingLong(row -> row.startMicros).thenComparing(row -> row.id));
    Map<String, Row> byId = new HashMap<>();
    spans.forEach(row -> byId.putIfAbsent(row.id, row));
    Map<Row, List<Row>> children = new HashMap<>();
    Deque<Row> waiting = new ArrayDeque<>();
    for (Row row : spans) {
      Row parent = byId.get(row.parent);
      if (parent == null || parent == row) {
        waiting.add(row);
      } else {
        children.computeIfAbsent(parent, key -> new ArrayList<>()).add(row);
      }
    }
    Set<Row> placed = new LinkedHashSet<>();
    place(waiting, children, placed);
    // What remains goes round in circles: somebody's ids are wrong, but nothing is left out.
    for (Row row : spans) {
      if (!placed.contains(row)) {
        place(new ArrayDeque<>(List.of(row)), children, placed);
      }
    }
    rows.addAll(placed);
  }

  private static void place(Deque<Row> waiting, Map<Row, List<Row>> children, Set<Row> placed) {
    while (!waiting.isEmpty()) {
      Row row = waiting.pop();
      if (placed.add(row)) {
        List<Row> below = children.getOrDefault(row, List.of());
        for (int i = below.size() - 1; i >= 0; i--) {
          below.get(i).depth = row.depth + 1;
          waiting.push(below.get(i));
        }
      }
    }
  }

  void print(PrintWriter out) {
    long failed = rows.stream().filter(Row::failed).count();
    long retries = rows.stream().filter(row -> row.attempt() != null).count();
    long services = rows.stream().map(row -> row.service).distinct().count();
    out.println(
        "Trace "
            + traceId
            + "   "
            + Instant.ofEpochSecond(startMicros / 1_000_000, startMicros % 1_000_000 * 1_000)
            + "   "
            + Figures.time(endMicros - startMicros)
            + "   "
            + count(rows.size(), "span")
            + "   "
            + count(services, "service")
            + (failed == 0 ? "" : "   " + coloured(count(failed, "error"), RED))
            + (retries == 0
                ? ""
                : "   " + coloured(retries == 1 ? "1 retry" : retries + " retries", YELLOW)));
    out.println();
    int serviceWidth = Math.min(24, longest(rows.stream().map(row -> row.service).toList()));
    int nameWidth = Math.min(MAX_NAME, longest(rows.stream().map(Waterfall::name).toList()));
    int bar = Math.max(MIN_BAR, width - serviceWidth - nameWidth - NOTES);
    for (Row row : rows) {
      String line =
          padded(row.service, serviceWidth)
              + "  "
              + padded(name(row), nameWidth)
              + "  "
              + coloured(bar(row, bar), row.failed() ? RED : FAINT)
              + String.format("%9s", Figures.time(row.durationMicros))
              + notes(row);
      out.println(line.stripTrailing());
    }
  }

  private static String name(Row row) {
    String indent = row.depth == 0 ? "" : "  ".repeat(Math.min(MAX_INDENT, row.depth) - 1) + "└ ";
    return indent + row.operation;
  }

  private String bar(Row row, int cells) {
    double span = Math.max(1, endMicros - startMicros);
    int from = (int) Math.min(cells - 1, (row.startMicros - startMicros) / span * cells);
    int to = (int) Math.ceil((row.end() - startMicros) / span * cells);
    int length = Math.max(1, Math.min(cells, to) - from);
    return " ".repeat(from) + "█".repeat(length) + " ".repeat(Math.max(0, cells - from - length));
  }

  private String notes(Row row) {
    StringBuilder notes = new StringBuilder();
    String status =
        row.tags.getOrDefault(
            "http.response.status_code", row.tags.getOrDefault("rpc.status_code", ""));
    add(notes, status, row.failed() ? RED : null);
    String attempt = row.attempt();
    add(notes, attempt == null ? "" : "attempt " + attempt, YELLOW);
    add(notes, row.tags.getOrDefault("weft.flags", ""), RED);
    String error = row.tags.getOrDefault("error.type", "");
    add(notes, error.equals(status) ? "" : error, RED);
    add(notes, labelled("route", row.tags.get("weft.route")), FAINT);
    add(notes, labelled("subset", row.tags.get("weft.subset")), FAINT);
    String peer = row.tags.get("network.peer.address");
    add(
        notes,
        peer == null || !"client".equals(row.tags.get("span.kind"))
            ? ""
            : "to " + peer + ":" + row.tags.getOrDefault("network.peer.port", "?"),
        FAINT);
    return notes.toString();
  }

  private void add(StringBuilder notes, String note, @Nullable String colour) {
    if (!note.isEmpty()) {
      notes.append("  ").append(colour == null ? note : coloured(note, colour));
    }
  }

  private static String labelled(String label, @Nullable String value) {
    return value == null ? "" : label + " " + value;
  }

  private String coloured(String text, String colour) {
    return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String text, int to) {
    return text.length() > to
        ? text.substring(0, to - 1) + "…"
        : text + " ".repeat(to - text.length());
  }

  private static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }
}
