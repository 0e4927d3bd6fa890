package dev.weft.benchmarks.profile;

import java.util.Locale;

/**
 * Draws stacks: a frame as wide as what was sampled in it, callers below. Weft's frames have a
 * colour of their own; the whole name is in each frame's tooltip.
 */
final class FlameGraph {
  private static final int WIDTH = 1200;
  private static final int ROW = 17;
  private static final int TOP = 56;

  /** Narrower frames are not drawn. */
  private static final double LEAST = 0.6;

  private static final double CHARACTER = 6.2;

  private final StringBuilder body = new StringBuilder();
  private final Frame root;
  private final int bottom;

  private FlameGraph(Frame root) {
    this.root = root;
    bottom = TOP + depth(root, WIDTH) * ROW;
  }

  /**
   * @param title what was recorded
   * @param unit of the weights, in words
   * @throws IllegalArgumentException if there is no sample
   */
  static String draw(Frame root, String title, String unit) {
    if (root.weight() <= 0) {
      throw new IllegalArgumentException(title + ": no samples; expected some");
    }
    FlameGraph graph = new FlameGraph(root);
    graph.frame(root, 0, WIDTH, 0);
    return graph.drawn(title, unit);
  }

  private static int depth(Frame frame, double width) {
    int deepest = 0;
    for (Frame callee : frame.callees()) {
      double part = width * callee.weight() / frame.weight();
      if (part >= LEAST) {
        deepest = Math.max(deepest, depth(callee, part));
      }
    }
    return deepest + 1;
  }

  private void frame(Frame frame, double x, double width, int row) {
    double y = bottom - (row + 1) * ROW;
    String style = frame.isWeft() ? "weft" : row < 2 ? "base" : "other";
    body.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %.2f %%</title><rect x='%.1f' y='%.1f' width='%.1f' height='%d'"
                + " rx='1.5' class='%s'/>",
            escaped(frame.name()),
            100 * frame.weight() / root.weight(),
            x,
            y,
            Math.max(0.3, width - 0.5),
            ROW - 1,
            style));
    int room = (int) ((width - 6) / CHARACTER);
    if (room >= 4) {
      String name = shortened(frame.name());
      body.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%.1f'>%s</text>",
              x + 3,
              y + 12,
              escaped(name.length() <= room ? name : name.substring(0, room - 1) + "…")));
    }
    body.append("</g>\n");
    double at = x;
    for (Frame callee : frame.callees()) {
      double part = width * callee.weight() / frame.weight();
      if (part >= LEAST) {
        frame(callee, at, part, row + 1);
      }
      at += part;
    }
  }

  /** Class and method. */
  static String shortened(String name) {
    int method = name.lastIndexOf('.');
    int type = method < 0 ? -1 : name.lastIndexOf('.', method - 1);
    return name.substring(type + 1);
  }

  private String drawn(String title, String unit) {
    return String.format(
            Locale.ROOT,
            """
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' width='%1$d' height='%2$d' role='img'>
            <style>
              text{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2328}
              .h{font:600 15px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
              .s{font:12px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#59636e}
              .weft{fill:#57c79f}.other{fill:#e6dccb}.base{fill:#d5dbe1}
              @media (prefers-color-scheme:dark){
                text{fill:#e6edf3}.s{fill:#9198a1}
                .weft{fill:#1a7f64}.other{fill:#453d30}.base{fill:#343b44}
              }
            </style>
            <text x='0' y='17' class='h'>%3$s</text>
            <text x='0' y='37' class='s'>%4$s of %5$s are in code of Weft itself (green, top of the stack); idle and native code is not sampled</text>
            """,
            WIDTH,
            bottom + 4,
            escaped(title),
            String.format(Locale.ROOT, "%.1f %%", 100 * root.ownOfWeft() / root.weight()),
            escaped(unit))
        + body
        + "</svg>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;");
  }
}
