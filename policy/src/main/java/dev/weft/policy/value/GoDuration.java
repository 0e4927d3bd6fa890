package dev.weft.policy.value;

import java.math.BigInteger;
import java.time.Duration;

/** Durations as Go writes them, which is how Istio's documents do: {@code 10ms}, {@code 1h30m}. */
public final class GoDuration {
  /** A text is not longer, so no number has more decimals. */
  private static final int MAX_LENGTH = 64;

  /**
   * What sums are taken in is so much smaller than a nanosecond that they are exact. Not decimals
   * of the JDK: on JDK 25 the first one costs a JVM that starts 20 ms.
   */
  private static final BigInteger PARTS = BigInteger.TEN.pow(MAX_LENGTH);

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
    if (rest.isEmpty() || text.length() > MAX_LENGTH) {
      throw malformed(text);
    }
    BigInteger parts = BigInteger.ZERO;
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
      long nanos = nanosOf(rest.substring(unit, next), text);
      parts = parts.add(parts(number).multiply(BigInteger.valueOf(nanos)));
      at = next;
    }
    if (parts.compareTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(PARTS)) > 0) {
      throw malformed(text);
    }
    Duration duration = Duration.ofNanos(parts.divide(PARTS).longValue());
    return text.startsWith("-") ? duration.negated() : duration;
  }

  /** Of digits with a point in, before or behind them, or none. */
  private static BigInteger parts(String number) {
    int point = number.indexOf('.');
    int decimals = point < 0 ? 0 : number.length() - point - 1;
    return new BigInteger(number.replace(".", ""))
        .multiply(BigInteger.TEN.pow(MAX_LENGTH - decimals));
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
