package dev.weft.collector.command;

/** What a text is painted with, and only ever on a terminal; it never says anything alone. */
enum Colour {
  NONE(""),
  BOLD("1"),
  FAINT("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36");

  private final String code;

  Colour(String code) {
    this.code = code;
  }

  String paint(String text) {
    return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** A text with its colour. */
  record Painted(String text, Colour colour) {}

  Painted of(String text) {
    return new Painted(text, this);
  }
}
