package dev.weft.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percentiles of latency as growing dots on one line a subject, on a logarithmic scale. */
final class LatencyPlot {
  private static final int WIDTH = 760;
  private static final int LEFT = 150;
  private static final int RIGHT = 30;
  private static final int ROW = 26;
  private static final int TOP = 58;
  private static final double[] RADII = {3, 4, 5.2, 6.4};
  private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p999");

  private LatencyPlot() {}

  /** Empty if nothing was measured at that rate. */
  static String draw(Summary summary, String workload, int rate, String title) {
    Map<String, List<Double>> rows = new LinkedHashMap<>();
    for (String subject : summary.subjects("requests", workload)) {
      List<Double> micros = new ArrayList<>();
      for (String percentile : PERCENTILES) {
        Spread spread = summary.of("requests", workload, subject, percentile + "-at-" + rate);
        if (spread != null) {
          micros.add(spread.median());
        }
      }
      if (micros.size() == PERCENTILES.size()) {
        rows.put(subject, micros);
      }
    }
    return rows.isEmpty() ? "" : draw(rows, title);
  }

  private static String draw(Map<String, List<Double>> rows, String title) {
    double least = rows.values().stream().mapToDouble(row -> row.get(0)).min().orElse(1);
    double most = rows.values().stream().mapToDouble(row -> row.get(3)).max().orElse(1);
    double from = Math.log10(Math.max(1, least)) - 0.08;
    double to = Math.log10(most) + 0.08;
    double scale = (WIDTH - LEFT - RIGHT) / (to - from);
    int bottom = TOP + rows.size() * ROW;
    Svg svg = new Svg();
    svg.text(0, 17, "start", "h", title);
    svg.text(
        0,
        35,
        "start",
        "s",
        "growing dots: p50, p90, p99, p99.9; from the intended time of sending");
    for (double tick : ticks(from, to)) {
      double x = LEFT + (Math.log10(tick) - from) * scale;
      svg.line(x, TOP - 6, x, bottom + 2, "g");
      svg.text(x, bottom + 18, "middle", "s", label(tick));
    }
    int i = 0;
    for (Map.Entry<String, List<Double>> row : rows.entrySet()) {
      double middle = TOP + i++ * ROW + ROW / 2.0;
      String style = Svg.style(row.getKey());
      svg.text(LEFT - 10, middle + 4.5, "end", "", row.getKey());
      double first = LEFT + (Math.log10(row.getValue().get(0)) - from) * scale;
      double last = LEFT + (Math.log10(row.getValue().get(3)) - from) * scale;
      svg.line(first, middle, last, middle, style + " l");
      for (int p = 0; p < RADII.length; p++) {
        svg.dot(LEFT + (Math.log10(row.getValue().get(p)) - from) * scale, middle, RADII[p], style);
      }
    }
    return svg.drawn(WIDTH, bottom + 26, title);
  }

  /** 1, 2 and 5 of each power of ten that lie between. */
  private static List<Double> ticks(double from, double to) {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(from); power <= to; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double tick = digit * Math.pow(10, power);
        if (Math.log10(tick) >= from && Math.log10(tick) <= to) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private static String label(double micros) {
    return micros < 1000 ? Unit.MICROS.text(micros) : Unit.MILLIS.text(micros / 1000);
  }
}
