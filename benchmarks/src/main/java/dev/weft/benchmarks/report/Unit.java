package dev.weft.benchmarks.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How values are written for people. */
enum Unit {
  TIMES("×", 2),
  MICROS(" µs", 0),
  NANOS(" ns", 0),
  MILLIS(" ms", 0),
  BYTES(" B", 0),
  KILOBYTES(" kB", 1),
  MEGABYTES(" MB", 1),
  PER_SECOND("/s", 0),
  PERCENT(" %", 0),
  COUNT("", 0);

  private final String suffix;
  private final int decimals;

  Unit(String suffix, int decimals) {
    this.suffix = suffix;
    this.decimals = decimals;
  }

  String text(double value) {
    String number = String.format(Locale.ROOT, "%,." + decimals(value) + "f", value);
    // What rounds to nothing is nothing.
    return (number.matches("-0(\\.0*)?") ? number.substring(1) : number) + suffix;
  }

  /**
   * By its name in {@link Sample#unit()}.
   *
   * @throws IllegalArgumentException if no figure has such a unit
   */
  static Unit of(String name) {
    return switch (name) {
      case "ns" -> NANOS;
      case "us" -> MICROS;
      case "ms" -> MILLIS;
      case "B" -> BYTES;
      case "kB" -> KILOBYTES;
      case "MB" -> MEGABYTES;
      case "1/s" -> PER_SECOND;
      case "%" -> PERCENT;
      case "1" -> COUNT;
      default ->
          throw new IllegalArgumentException(
              "'" + name + "' is no unit; expected ns, us, ms, B, kB, MB, 1/s, % or 1");
    };
  }

  /** A ratio near 1 is told to the thousandth. */
  private int decimals(double value) {
    return this == TIMES && Math.abs(value) < 2 ? 3 : decimals;
  }

  /** The value as it is written: what is shown as the bound is not beyond it. */
  double shown(double value) {
    double one = Math.pow(10, decimals(value));
    return Math.round(value * one) / one;
  }

  /** The median and, in small, the quartiles; a dash for what was not measured. */
  String text(@Nullable Spread spread) {
    if (spread == null) {
      return "–";
    }
    String median = text(spread.median());
    return spread.count() < 2
        ? median
        : median + " <sub>" + bare(spread.low()) + "–" + bare(spread.high()) + "</sub>";
  }

  private String bare(double value) {
    String text = text(value);
    return text.substring(0, text.length() - suffix.length());
  }
}
