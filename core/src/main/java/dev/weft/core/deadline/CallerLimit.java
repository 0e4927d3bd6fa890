package dev.weft.core.deadline;

import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Protocol;

/** How long the caller of an inbound call will wait, as its headers say. */
final class CallerLimit {
  private static final String HTTP_HEADER = "x-envoy-expected-rq-timeout-ms";
  private static final String GRPC_HEADER = "grpc-timeout";
  private static final int MAX_DIGITS = 8; // gRPC's own bound
  // A century; what is longer is no limit.
  private static final long LONGEST_NANOS = 100L * 365 * 24 * 3_600_000_000_000L;

  private CallerLimit() {}

  /** {@link Long#MAX_VALUE}: it does not say; what is malformed says nothing. */
  static long nanos(InboundExchange x) {
    boolean grpc = x.protocol() == Protocol.GRPC;
    String text = x.header(grpc ? GRPC_HEADER : HTTP_HEADER);
    if (text == null || text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    int digits = grpc ? text.length() - 1 : text.length();
    long unit = grpc ? unit(text.charAt(digits)) : 1_000_000L;
    if (digits < 1 || digits > MAX_DIGITS || unit == 0) {
      return Long.MAX_VALUE;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Long.MAX_VALUE;
      }
      value = value * 10 + digit;
    }
    boolean none = value == 0 && !grpc; // so Envoy says that there is no limit
    return none || value > LONGEST_NANOS / unit ? Long.MAX_VALUE : value * unit;
  }

  private static long unit(char letter) {
    return switch (letter) {
      case 'H' -> 3_600_000_000_000L;
      case 'M' -> 60_000_000_000L;
      case 'S' -> 1_000_000_000L;
      case 'm' -> 1_000_000L;
      case 'u' -> 1_000L;
      case 'n' -> 1L;
      default -> 0;
    };
  }
}
