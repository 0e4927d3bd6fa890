package dev.weft.benchmarks.report;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts generated text into pages that people write, between {@code <!-- bench:NAME -->} and {@code
 * <!-- /bench:NAME -->}.
 */
public final class Markers {
  private static final Pattern BEGIN = Pattern.compile("<!-- bench:([a-z-]+) -->");

  private Markers() {}

  /**
   * Replaces what stands between markers; the rest stays as it is.
   *
   * @param page name for messages
   * @throws IllegalArgumentException if a name has no section, or a marker no end
   */
  public static String fill(String page, String text, Map<String, String> sections) {
    StringBuilder filled = new StringBuilder();
    Matcher begin = BEGIN.matcher(text);
    int from = 0;
    while (begin.find(from)) {
      String name = begin.group(1);
      String section = sections.get(name);
      if (section == null) {
        throw new IllegalArgumentException(
            page + " has a marker bench:" + name + "; expected one of " + sections.keySet());
      }
      String end = "<!-- /bench:" + name + " -->";
      int to = text.indexOf(end, begin.end());
      if (to < 0) {
        throw new IllegalArgumentException(
            page + " has a marker bench:" + name + " without its end; expected " + end);
      }
      filled.append(text, from, begin.end()).append("\n").append(section.strip()).append("\n");
      from = to;
    }
    return filled.append(text.substring(from)).toString();
  }
}
