package dev.weft.policy.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of an expression, one after the other. A dotted name ({@code response.code}) is one; a
 * function that follows a name ({@code .startsWith}) is not part of it.
 */
final class Tokens {
  private static final List<String> SYMBOLS =
      List.of("&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", ".");

  /** Stands before the characters of a text, so that no text is taken for a symbol. */
  private static final char TEXT = '\'';

  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private int at;

  Tokens(String source) throws ExpressionException {
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '\'' || c == '"') {
        i = quoted(source, i);
      } else if (isName(c)) {
        i = name(source, i);
      } else {
        i = symbol(source, i);
      }
    }
  }

  private void add(String token, int place) {
    tokens.add(token);
    places.add(place + 1);
  }

  private int quoted(String source, int from) throws ExpressionException {
    char quote = source.charAt(from);
    StringBuilder text = new StringBuilder().append(TEXT);
    for (int i = from + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == quote) {
        add(text.toString(), from);
        return i + 1;
      }
      if (c == '\\') {
        i++;
        c = i < source.length() ? source.charAt(i) : 0;
        if (c != '\\' && c != '\'' && c != '"') {
          throw new ExpressionException(
              "character " + (i + 1) + ": expected \\\\, \\' or \\\" after a backslash");
        }
      }
      text.append(c);
    }
    throw new ExpressionException("the text from character " + (from + 1) + " on has no end");
  }

  private int name(String source, int from) {
    int end = from;
    while (end < source.length() && (isName(source.charAt(end)) || isInner(source, end))) {
      end++;
    }
    String name = source.substring(from, end);
    int dot = name.lastIndexOf('.');
    boolean call = end < source.length() && source.charAt(end) == '(';
    if (call && dot > 0) {
      add(name.substring(0, dot), from);
      add(".", from + dot);
      add(name.substring(dot + 1), from + dot + 1);
    } else {
      add(name, from);
    }
    return end;
  }

  private static boolean isInner(String source, int i) {
    return source.charAt(i) == '.' && i + 1 < source.length() && isName(source.charAt(i + 1));
  }

  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  private int symbol(String source, int from) throws ExpressionException {
    for (String symbol : SYMBOLS) {
      if (source.startsWith(symbol, from)) {
        add(symbol, from);
        return from + symbol.length();
      }
    }
    throw new ExpressionException(
        "character " + (from + 1) + ": '" + source.charAt(from) + "' is not understood");
  }

  boolean atEnd() {
    return at == tokens.size();
  }

  /** The next, empty at the end. */
  String peek() {
    return atEnd() ? "" : tokens.get(at);
  }

  String next() {
    return tokens.get(at++);
  }

  boolean take(String symbol) {
    if (peek().equals(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  void must(String symbol) throws ExpressionException {
    if (!take(symbol)) {
      throw expected(symbol);
    }
  }

  boolean isText() {
    return peek().startsWith("'");
  }

  String text() throws ExpressionException {
    if (!isText()) {
      throw expected("a text in quotes");
    }
    return next().substring(1);
  }

  boolean isNumber() {
    return !atEnd() && Character.isDigit(peek().charAt(0));
  }

  long number() throws ExpressionException {
    try {
      long number = Long.parseLong(peek());
      at++;
      return number;
    } catch (NumberFormatException e) {
      throw expected("a whole number");
    }
  }

  ExpressionException expected(String what) {
    String found = atEnd() ? "the end" : "'" + (isText() ? peek().substring(1) : peek()) + "'";
    int place = atEnd() ? 0 : places.get(at);
    return new ExpressionException(
        (place == 0 ? "at the end" : "character " + place)
            + ": "
            + found
            + " where "
            + what
            + " was expected");
  }
}
