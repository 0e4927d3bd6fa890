package dev.weft.core.trace;

import dev.weft.core.call.RequestHeaders;
import dev.weft.core.context.Hex;
import dev.weft.core.context.TraceContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads Zipkin's headers. A debug flag counts as sampled. */
final class B3Headers {
  private B3Headers() {}

  /** {@code trace-span[-sampled[-parent]]}. */
  static @Nullable TraceContext single(@Nullable String value) {
    if (value == null) {
      return null;
    }
    int first = value.indexOf('-');
    int second = first < 0 ? -1 : value.indexOf('-', first + 1);
    if (first < 0) {
      return null; // a bare sampling decision names no trace
    }
    String span = second < 0 ? value.substring(first + 1) : value.substring(first + 1, second);
    int third = second < 0 ? -1 : value.indexOf('-', second + 1);
    String sampled =
        second < 0 ? "" : value.substring(second + 1, third < 0 ? value.length() : third);
    return context(value.substring(0, first), span, isOn(sampled));
  }

  static @Nullable TraceContext several(RequestHeaders headers) {
    String trace = headers.header("x-b3-traceid");
    String span = headers.header("x-b3-spanid");
    if (trace == null || span == null) {
      return null;
    }
    boolean sampled =
        isOn(headers.header("x-b3-sampled")) || "1".equals(headers.header("x-b3-flags"));
    return context(trace, span, sampled);
  }

  private static boolean isOn(@Nullable String sampled) {
    return sampled != null
        && (sampled.equals("1") || sampled.equals("d") || sampled.equalsIgnoreCase("true"));
  }

  private static @Nullable TraceContext context(
      String traceText, String spanText, boolean sampled) {
    String trace = traceText.strip().toLowerCase(Locale.ROOT);
    String span = spanText.strip().toLowerCase(Locale.ROOT);
    int length = trace.length();
    if ((length != 16 && length != 32)
        || span.length() != 16
        || !Hex.is(trace, 0, length)
        || !Hex.is(span, 0, 16)) {
      return null;
    }
    long high = length == 32 ? Hex.read(trace, 0, 16) : 0;
    long low = Hex.read(trace, length - 16, length);
    long spanId = Hex.read(span, 0, 16);
    return (high | low) == 0 || spanId == 0
        ? null
        : new TraceContext(high, low, spanId, sampled ? TraceContext.SAMPLED : 0, null, null);
  }
}
