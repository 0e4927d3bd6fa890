package dev.weft.collector.jaeger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as Go prints them, which Jaeger's warnings contain. */
final class GoText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private GoText() {}

  /** {@code 1m2.5s}, {@code 1.5ms}, {@code 0s}. */
  static String duration(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    long size = Math.abs(nanos);
    if (size < 1_000) {
      return sign + size + "ns";
    }
    if (size < 1_000_000) {
      return sign + fraction(size, 1_000, 3) + "µs";
    }
    if (size < 1_000_000_000) {
      return sign + fraction(size, 1_000_000, 6) + "ms";
    }
    long minutes = size / 60_000_000_000L;
    String seconds = fraction(size % 60_000_000_000L, 1_000_000_000, 9) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    long hours = minutes / 60;
    return sign + (hours == 0 ? "" : hours + "h") + minutes % 60 + "m" + seconds;
  }

  private static String fraction(long value, long unit, int digits) {
    String rest = String.format("%0" + digits + "d", value % unit).replaceAll("0+$", "");
    return value / unit + (rest.isEmpty() ? "" : "." + rest);
  }

  /** {@code 2023-11-14 22:13:20.005 +0000 UTC}. */
  static String time(long epochNanos) {
    long seconds = Long.divideUnsigned(epochNanos, 1_000_000_000L);
    long nanos = Long.remainderUnsigned(epochNanos, 1_000_000_000L);
    String rest = String.format("%09d", nanos).replaceAll("0+$", "");
    return TIME.format(Instant.ofEpochSecond(seconds))
        + (rest.isEmpty() ? "" : "." + rest)
        + " +0000 UTC";
  }
}
