package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The graph of {@code /v1/graph} as a table: a line for each service, or for each connection. */
final class TopTable {
  /** What the lines are ordered by; ties by name. */
  enum Sort {
    rate,
    errors,
    p50,
    p99,
    name;

    Sort next() {
      return values()[(ordinal() + 1) % values().length];
    }
  }

  /** A column that can be left out where there is no room for it. */
  private record Column(String head, boolean number, int leaveOut) {}

  private static final int MIN_NAME = 8;
  private static final int MAX_VERSION = 16;
  private static final double FEW_FAIL = 0.05;

  private final Object graph;
  private final Terminal terminal;
  private final Predicate<String> shown;

  /**
   * @param shown of ids, {@code namespace/name}
   */
  TopTable(Object graph, Terminal terminal, Predicate<String> shown) {
    this.graph = graph;
    this.terminal = terminal;
    this.shown = shown;
  }

  /** The same tree with what is shown only, in order. */
  Map<String, Object> tree(Sort sort) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("fromMillis", Tree.number(graph, "fromMillis"));
    tree.put("toMillis", Tree.number(graph, "toMillis"));
    tree.put("nodes", nodes(sort));
    tree.put("edges", edges(sort));
    return tree;
  }

  /** All calls a second, of services that are shown. */
  double rate() {
    return nodes(Sort.name).stream()
        .mapToDouble(node -> Figures.decimal(node, "rate"))
        .filter(rate -> !Double.isNaN(rate))
        .sum();
  }

  private List<Object> nodes(Sort sort) {
    return Tree.list(graph, "nodes").stream()
        .filter(node -> shown.test(Tree.text(node, "id")))
        .sorted(order(sort))
        .toList();
  }

  /** Those that begin or end at what is shown. */
  private List<Object> edges(Sort sort) {
    return Tree.list(graph, "edges").stream()
        .filter(edge -> shown.test(Tree.text(edge, "from")) || shown.test(Tree.text(edge, "to")))
        .sorted(order(sort))
        .toList();
  }

  private static Comparator<Object> order(Sort sort) {
    Comparator<Object> byName = Comparator.comparing(one -> Tree.text(one, "id"));
    String figure =
        switch (sort) {
          case rate -> "rate";
          case errors -> "errorShare";
          case p50 -> "p50";
          case p99 -> "p99";
          case name -> "";
        };
    return figure.isEmpty()
        ? byName
        : Comparator.<Object>comparingDouble(
                one -> {
                  double value = Figures.decimal(one, figure);
                  return Double.isNaN(value) ? 0 : -value;
                })
            .thenComparing(byName);
  }

  /** As wide as {@code columns} allow: the less important columns are left out first. */
  List<String> services(Sort sort, int columns) {
    List<Column> heads =
        List.of(
            new Column("SERVICE", false, 0),
            new Column("RATE/S", true, 0),
            new Column("SUCCESS", true, 0),
            new Column("P50", true, 5),
            new Column("P99", true, 0),
            new Column("INSTANCES", false, 3),
            new Column("MTLS", true, 4),
            new Column("FLAGS", false, 2),
            new Column("VERSIONS", false, 6));
    List<Object[]> rows = new ArrayList<>();
    for (Object node : nodes(sort)) {
      String id = Tree.text(node, "id");
      if (Tree.text(node, "kind").equals("outside") && !(Figures.decimal(node, "rate") > 0)) {
        continue; // Callers from outside: nobody calls them.
      }
      List<Object> to =
          Tree.list(graph, "edges").stream()
              .filter(edge -> Tree.text(edge, "to").equals(id))
              .toList();
      rows.add(
          new Object[] {
            name(node),
            Figures.rate(Figures.decimal(node, "rate")),
            success(node),
            Figures.millis(Figures.decimal(node, "p50")),
            Figures.millis(Figures.decimal(node, "p99")),
            instances(node),
            secured(to),
            flags(to),
            versions(node)
          });
    }
    return fitted(heads, rows, 1, columns);
  }

  /** The same for connections. */
  List<String> connections(Sort sort, int columns) {
    List<Column> heads =
        List.of(
            new Column("FROM", false, 0),
            new Column("TO", false, 0),
            new Column("RATE/S", true, 0),
            new Column("SUCCESS", true, 0),
            new Column("P50", true, 5),
            new Column("P99", true, 0),
            new Column("MTLS", true, 4),
            new Column("FLAGS", false, 2),
            new Column("PROTOCOL", false, 6));
    Map<String, String> names = new TreeMap<>();
    Tree.list(graph, "nodes").forEach(node -> names.put(Tree.text(node, "id"), name(node)));
    List<Object[]> rows = new ArrayList<>();
    for (Object edge : edges(sort)) {
      rows.add(
          new Object[] {
            names.getOrDefault(Tree.text(edge, "from"), Tree.text(edge, "from")),
            names.getOrDefault(Tree.text(edge, "to"), Tree.text(edge, "to")),
            Figures.rate(Figures.decimal(edge, "rate")),
            success(edge),
            Figures.millis(Figures.decimal(edge, "p50")),
            Figures.millis(Figures.decimal(edge, "p99")),
            secured(List.of(edge)),
            flags(List.of(edge)),
            Tree.text(edge, "protocol")
          });
    }
    return fitted(heads, rows, 2, columns);
  }

  /**
   * @param names columns at the left, which are cut where nothing else helps
   */
  private List<String> fitted(List<Column> heads, List<Object[]> rows, int names, int columns) {
    int longest = longest(rows, names);
    int least = heads.stream().mapToInt(Column::leaveOut).max().orElse(0);
    List<String> lines = List.of();
    for (int keep = least; keep >= 0; keep--) {
      // Names are cut, and cut hard only once there is nothing left to leave out.
      int shortest = Math.min(longest, keep > 0 ? 2 * MIN_NAME : MIN_NAME);
      int most = longest;
      while (most >= shortest) {
        lines = lines(heads, rows, names, most, keep);
        int over = widest(lines) - columns;
        if (over <= 0) {
          return lines;
        }
        most -= Math.max(1, over / names);
      }
    }
    return lines;
  }

  private static int longest(List<Object[]> rows, int names) {
    int longest = 0;
    for (Object[] row : rows) {
      for (int i = 0; i < names; i++) {
        longest = Math.max(longest, row[i].toString().length());
      }
    }
    return longest;
  }

  private List<String> lines(
      List<Column> heads, List<Object[]> rows, int names, int most, int keep) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      if (heads.get(i).leaveOut() <= keep) {
        kept.add(i);
      }
    }
    Table table =
        new Table(terminal, kept.stream().map(i -> heads.get(i).head()).toArray(String[]::new));
    for (int i = 0; i < kept.size(); i++) {
      if (heads.get(kept.get(i)).number()) {
        table.numbers(i);
      }
    }
    for (Object[] row : rows) {
      Object[] cells = new Object[kept.size()];
      for (int i = 0; i < cells.length; i++) {
        Object cell = row[kept.get(i)];
        cells[i] = kept.get(i) < names ? Figures.cut(cell.toString(), most) : cell;
      }
      table.row(cells);
    }
    return table.lines();
  }

  private static int widest(Collection<String> lines) {
    return lines.stream()
        .mapToInt(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").length())
        .max()
        .orElse(0);
  }

  /** The namespace is said where it is not the usual one. */
  private static String name(Object node) {
    String namespace = Tree.text(node, "namespace");
    String name = Tree.text(node, "name");
    return namespace.isEmpty() || namespace.equals("default") ? name : namespace + "/" + name;
  }

  private static Colour.Painted success(Object one) {
    double share = Figures.decimal(one, "errorShare");
    double rate = Figures.decimal(one, "rate");
    Colour colour = share >= FEW_FAIL ? Colour.RED : share > 0 ? Colour.YELLOW : Colour.NONE;
    return colour.of(rate > 0 ? Figures.success(share) : "");
  }

  private static Colour.Painted instances(Object node) {
    long all = Tree.number(node, "instances");
    long suspect = Tree.number(node, "suspect");
    long failing = Tree.number(node, "failing");
    List<String> bad = new ArrayList<>();
    if (failing > 0) {
      bad.add(failing + " failing");
    }
    if (suspect > 0) {
      bad.add(suspect + " lost");
    }
    String text = all + (bad.isEmpty() ? "" : " (" + String.join(", ", bad) + ")");
    boolean service = Tree.text(node, "kind").equals("service");
    return failing > 0 || service && all == 0
        ? Colour.RED.of(text)
        : suspect > 0 ? Colour.YELLOW.of(text) : Colour.NONE.of(service ? text : "");
  }

  /** Share of the calls that were sent by mutual TLS; nothing where none was sent. */
  private static Colour.Painted secured(List<Object> edges) {
    double sum = 0;
    double rates = 0;
    for (Object edge : edges) {
      double share = Figures.decimal(edge, "secured");
      double rate = Figures.decimal(edge, "rate");
      if (!Double.isNaN(share) && rate > 0) {
        sum += share * rate;
        rates += rate;
      }
    }
    if (rates == 0) {
      return Colour.NONE.of("");
    }
    double share = sum / rates;
    return share > 0.9999
        ? Colour.GREEN.of("all")
        : share < 0.0001
            ? Colour.NONE.of("none")
            : Colour.YELLOW.of(Math.min(99, Math.round(share * 100)) + " %");
  }

  private static Colour.Painted flags(List<Object> edges) {
    Map<String, Double> rates = new TreeMap<>();
    for (Object edge : edges) {
      for (Object one : Tree.list(edge, "flags")) {
        rates.merge(Tree.text(one, "flags"), Figures.decimal(one, "rate"), Double::sum);
      }
    }
    List<String> texts =
        rates.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .map(entry -> entry.getKey() + " " + Figures.rate(entry.getValue()) + "/s")
            .toList();
    return Colour.RED.of(String.join(", ", texts));
  }

  private static String versions(Object node) {
    List<String> texts = new ArrayList<>();
    for (Object version : Tree.list(node, "versions")) {
      String name = Tree.text(version, "version");
      if (!name.isEmpty()) {
        texts.add(
            Figures.cut(name, MAX_VERSION)
                + " "
                + Figures.percent(Figures.decimal(version, "share")));
      }
    }
    return String.join(", ", texts);
  }
}
