package dev.weft.collector.command;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Figures {
  private Figures() {}

  static double decimal(Object tree, String name) {
    return tree instanceof Map<?, ?> map && map.get(name) instanceof Number number
        ? number.doubleValue()
        : Double.NaN;
  }

  /** A second; NaN and 0 are nothing. */
  static String rate(double perSecond) {
    if (!(perSecond > 0)) {
      return "0";
    }
    return perSecond < 0.1
        ? "<0.1"
        : String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%,.0f", perSecond);
  }

  /** What did not fail; never rounded up to all. */
  static String success(double errorShare) {
    if (Double.isNaN(errorShare)) {
      return "";
    }
    if (errorShare <= 0) {
      return "100 %";
    }
    double percent = Math.floor((1 - errorShare) * 10_000 + 1e-6) / 100;
    return percent == 100
        ? "99.99 %"
        : String.format(Locale.ROOT, percent >= 99 ? "%.2f %%" : "%.1f %%", percent);
  }

  /** From 0 to 1. */
  static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  /** NaN: there was no call. */
  static String millis(double millis) {
    return Double.isNaN(millis) ? "" : time(Math.round(millis * 1_000));
  }

  static String time(long micros) {
    if (micros < 1_000) {
      return micros + " µs";
    }
    double value = micros < 1_000_000 ? micros / 1e3 : micros / 1e6;
    String digits = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, digits, value) + (micros < 1_000_000 ? " ms" : " s");
  }

  /** At most {@code most} characters. */
  static String cut(@Nullable String text, int most) {
    String whole = text == null ? "" : text;
    return whole.length() <= most ? whole : whole.substring(0, Math.max(0, most - 1)) + "…";
  }
}
