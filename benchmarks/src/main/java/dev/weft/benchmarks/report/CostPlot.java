package dev.weft.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CPU of a request as bars: times no agent, with the quartiles as whiskers. */
final class CostPlot {
  private static final int WIDTH = 760;
  private static final int LEFT = 150;
  private static final int RIGHT = 130;
  private static final int ROW = 26;
  private static final int BAR = 15;
  private static final int TOP = 52;

  private record Row(String subject, Spread ratio, Spread micros) {}

  private CostPlot() {}

  /** Empty if nothing can be compared in that workload. */
  static String draw(Summary summary, String workload, String title) {
    List<Row> rows = new ArrayList<>();
    for (String subject : summary.subjects("requests", workload)) {
      Spread ratio = summary.ratio("requests", workload, subject, "none", "cpu");
      Spread micros = summary.of("requests", workload, subject, "cpu");
      if (ratio != null && micros != null) {
        rows.add(new Row(subject, ratio, micros));
      }
    }
    return rows.isEmpty() ? "" : draw(rows, title);
  }

  private static String draw(List<Row> rows, String title) {
    double most = rows.stream().mapToDouble(row -> row.ratio().high()).max().orElse(1);
    double step = most > 4 ? 1 : most > 1.6 ? 0.5 : 0.2;
    double end = Math.max(1 + step, Math.ceil(most / step - 1e-9) * step);
    double scale = (WIDTH - LEFT - RIGHT) / end;
    int bottom = TOP + rows.size() * ROW;
    Svg svg = new Svg();
    svg.text(0, 17, "start", "h", title);
    svg.text(
        0,
        35,
        "start",
        "s",
        "times no agent: median, whiskers from the first to the third quartile");
    for (int i = 0; i * step <= end + 1e-9; i++) {
      double x = LEFT + i * step * scale;
      boolean one = Math.abs(i * step - 1) < 1e-9;
      svg.line(x, TOP - 4, x, bottom + 2, one ? "z" : "g");
      svg.text(x, bottom + 18, "middle", "s", String.format(Locale.ROOT, "%.1f×", i * step));
    }
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double middle = TOP + i * ROW + ROW / 2.0;
      svg.text(LEFT - 10, middle + 4.5, "end", "", row.subject());
      svg.bar(
          LEFT, middle - BAR / 2.0, row.ratio().median() * scale, BAR, Svg.style(row.subject()));
      whisker(svg, row.ratio(), middle, scale);
      svg.text(
          WIDTH,
          middle + 4.5,
          "end",
          "",
          Unit.TIMES.text(row.ratio().median()) + "   " + Unit.MICROS.text(row.micros().median()));
    }
    return svg.drawn(WIDTH, bottom + 26, title);
  }

  private static void whisker(Svg svg, Spread ratio, double middle, double scale) {
    if (ratio.high() - ratio.low() < 1e-9) {
      return;
    }
    double low = LEFT + ratio.low() * scale;
    double high = LEFT + ratio.high() * scale;
    svg.line(low, middle, high, middle, "w");
    svg.line(low, middle - 3.5, low, middle + 3.5, "w");
    svg.line(high, middle - 3.5, high, middle + 3.5, "w");
  }
}
