package dev.weft.policy.value;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go writes them, which is how Istio's documents do: {@code 10ms}, {@code 1h30m}. */
public final class GoDuration {
  private GoDuration() {}

  /**
   * Reads a sequence of numbers with units ns, us, µs, ms, s, m, h; {@code 0} needs none.
   *
   * @throws IllegalArgumentException if {@code text} is none, or beyond what nanoseconds in 64 bits
   *     hold (292 years)
   */
  public static Duration parse(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty() || text.length() > 64) {
      throw malformed(text);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int unit = end(rest, at, true);
      int next = end(rest, unit, false);
      String number = rest.substring(at, unit);
      if (number.isEmpty()
          || number.equals(".")
          || number.indexOf('.') != number.lastIndexOf('.')) {
        throw malformed(text);
      }
      nanos =
          nanos.add(
              new BigDecimal(number.endsWith(".") ? number + "0" : number)
                  .multiply(BigDecimal.valueOf(nanosOf(rest.substring(unit, next), text))));
      at = next;
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw malformed(text);
    }
    Duration duration = Duration.ofNanos(nanos.longValue());
    return text.startsWith("-") ? duration.negated() : duration;
  }

  private static int end(String text, int from, boolean ofNumber) {
    int at = from;
    while (at < text.length() && isOfNumber(text.charAt(at)) == ofNumber) {
      at++;
    }
    return at;
  }

  private static boolean isOfNumber(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  private static long nanosOf(String unit, String text) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "\u00b5s", "\u03bcs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> throw malformed(text);
    };
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException("'" + text + "' is no duration");
  }
}
