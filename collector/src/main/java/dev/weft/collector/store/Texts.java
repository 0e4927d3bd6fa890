package dev.weft.collector.store;

/** Text that others wrote, made fit for a log: one line, no control characters, bounded. */
final class Texts {
  private Texts() {}

  static String oneLine(String text, int maxLength) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), maxLength));
    for (int i = 0; i < text.length(); i++) {
      if (line.length() == maxLength) {
        return line.append("...").toString();
      }
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return line.toString();
  }
}
