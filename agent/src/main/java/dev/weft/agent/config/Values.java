package dev.weft.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads single values; one that cannot be used is reported and the default taken. */
final class Values {
  private final Sources sources;

  Values(Sources sources) {
    this.sources = sources;
  }

  static boolean isPort(int number) {
    return number >= 1 && number <= 65535;
  }

  /** Whether it is an IP address, so that nothing has to be resolved. */
  static boolean isNumericAddress(String text) {
    if (text.indexOf(':') >= 0) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
          return false;
        }
      }
      return text.indexOf(':') != text.lastIndexOf(':');
    }
    int parts = 0;
    for (String part : Text.split(text, '.')) {
      int number = Text.number(part);
      if (number < 0 || number > 255) {
        return false;
      }
      parts++;
    }
    return parts == 4;
  }

  boolean bool(String name, @Nullable String text, boolean otherwise) {
    if (text == null) {
      return otherwise;
    }
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    sources.warn(name, text, "true or false");
    return otherwise;
  }

  int integer(String name, @Nullable String text, int otherwise, int min, int max) {
    if (text == null) {
      return otherwise;
    }
    int number = Text.number(text);
    if (number >= min && number <= max) {
      return number;
    }
    sources.warn(
        name,
        text,
        "a whole number from "
            .concat(Integer.toString(min))
            .concat(" to ")
            .concat(Integer.toString(max)));
    return otherwise;
  }

  /** With its unit: {@code 500ms}, {@code 2s}, {@code 1m}. */
  long durationNanos(String name, @Nullable String text, long otherwise, long max) {
    if (text == null) {
      return otherwise;
    }
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long number = Text.number(text.substring(0, digits));
    long unit =
        switch (text.substring(digits).trim()) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> number == 0 && digits == text.length() ? 1 : -1;
        };
    if (number < 0 || unit < 0 || number > max / unit) {
      sources.warn(
          name,
          text,
          "a duration with its unit as 500ms, 2s or 1m, at most "
              .concat(Long.toString(max / 1_000_000_000L))
              .concat("s"));
      return otherwise;
    }
    return number * unit;
  }

  String dnsLabel(String name, @Nullable String text, String otherwise) {
    if (text == null) {
      return otherwise;
    }
    String label = Text.dnsLabel(text);
    if (label.equals(text)) {
      return text;
    }
    String used = label.isEmpty() ? otherwise : label;
    sources.note(
        "setting "
            .concat(name)
            .concat(": '")
            .concat(Text.shortened(text))
            .concat("' taken as '")
            .concat(used)
            .concat("', expected a DNS label (a-z, 0-9 and inner hyphens, at most 63)"));
    return used;
  }

  /** Without slashes at the end. */
  String url(String name, @Nullable String text, String otherwise) {
    if (text == null) {
      return otherwise;
    }
    String problem = urlProblem(text);
    if (problem != null) {
      sources.warn(name, text, problem);
      return otherwise;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  private static @Nullable String urlProblem(String text) {
    String expected = "an absolute URL, http://host:port or https://host:port";
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain = uri.getQuery() == null && uri.getFragment() == null;
      return http && uri.getHost() != null && plain && uri.getUserInfo() == null ? null : expected;
    } catch (URISyntaxException e) {
      return expected;
    }
  }
}
