package dev.weft.benchmarks.report;

import java.util.Locale;

/**
 * Writes a drawing that reads on a light and on a dark page: no background, and colours that follow
 * what the reader's browser prefers.
 */
final class Svg {
  private static final String STYLE =
      """
      <style>
        .t{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#1f2328}
        .h{font-size:15px;font-weight:600}
        .s{font-size:11.5px;fill:#59636e}
        .g{stroke:#d1d9e0;stroke-width:1}
        .z{stroke:#59636e;stroke-width:1.5}
        .w{stroke:#1f2328;stroke-width:1.5}
        .weft{fill:#1a7f64;stroke:#1a7f64}
        .other{fill:#8c959f;stroke:#8c959f}
        .rival{fill:#bf6a02;stroke:#bf6a02}
        .r{stroke:none}
        .l{fill:none;stroke-width:2.5;opacity:.55}
        @media (prefers-color-scheme:dark){
          .t{fill:#e6edf3}.s{fill:#9198a1}.g{stroke:#30363d}.z{stroke:#9198a1}.w{stroke:#e6edf3}
          .weft{fill:#3fb68b;stroke:#3fb68b}.other{fill:#6e7681;stroke:#6e7681}
          .rival{fill:#e3963e;stroke:#e3963e}
        }
      </style>
      """;

  private final StringBuilder body = new StringBuilder();

  void text(double x, double y, String anchor, String style, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text x='%.1f' y='%.1f' text-anchor='%s' class='t %s'>%s</text>%n",
            x,
            y,
            anchor,
            style,
            escaped(text)));
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    body.append(
        String.format(
            Locale.ROOT,
            "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' class='%s'/>%n",
            x1,
            y1,
            x2,
            y2,
            style));
  }

  void bar(double x, double y, double width, double height, String style) {
    body.append(
        String.format(
            Locale.ROOT,
            "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='2' class='%s r'/>%n",
            x,
            y,
            Math.max(0, width),
            height,
            style));
  }

  void dot(double x, double y, double radius, String style) {
    body.append(
        String.format(
            Locale.ROOT,
            "<circle cx='%.1f' cy='%.1f' r='%.1f' class='%s r'/>%n",
            x,
            y,
            radius,
            style));
  }

  /**
   * @param title read out to those who do not see it
   */
  String drawn(int width, int height, String title) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' width='%1$d'"
                + " height='%2$d' role='img'>%n<title>%3$s</title>%n",
            width,
            height,
            escaped(title))
        + STYLE
        + body
        + "</svg>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The colour of a subject. */
  static String style(String subject) {
    if (subject.startsWith("weft")) {
      return "weft";
    }
    return subject.equals("none") || subject.equals("idle") || subject.equals("app-tls")
        ? "other"
        : "rival";
  }
}
