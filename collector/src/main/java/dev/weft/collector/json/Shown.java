package dev.weft.collector.json;

/** Text of others, made fit for a line of a log or an error: nothing in it acts. */
public final class Shown {
  private static final int MAX = 200;

  private Shown() {}

  /** At most 200 characters, everything that is no printable character escaped. */
  public static String text(String text) {
    return text.length() > MAX ? whole(text.substring(0, MAX)) + "..." : whole(text);
  }

  /** As {@link #text}, however long it is. */
  public static String whole(String text) {
    StringBuilder shown = new StringBuilder(text.length() + 3);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.SURROGATE
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
