package dev.weft.core.stats;

import dev.weft.core.call.Protocol;
import dev.weft.core.call.Reason;
import java.util.Map;

/**
 * How a call ended, packed into one number so that a series is found without allocating: bits 0 to
 * 9 the HTTP status, 10 to 15 the gRPC code + 1, 16 to 27 the flags, 28 gRPC, 29 encrypted.
 */
final class Ending {
  private static final int MAX_GRPC = 61;

  private Ending() {}

  static long of(int status, int grpcStatus, int flags, Protocol protocol, boolean secure) {
    int bounded = status >= 100 && status <= 599 ? status : 0;
    int grpc = grpcStatus >= 0 && grpcStatus <= MAX_GRPC ? grpcStatus + 1 : 0;
    return bounded
        | (long) grpc << 10
        | (long) (flags & 0xfff) << 16
        | (protocol == Protocol.GRPC ? 1L << 28 : 0)
        | (secure ? 1L << 29 : 0);
  }

  /** The same with less detail, where a peer has shown too many endings: the status' class. */
  static long coarse(long ending) {
    return (ending & 0x3ff) / 100 * 100 | (ending & 3L << 28);
  }

  static void label(long ending, Map<String, String> labels) {
    boolean grpc = (ending & 1L << 28) != 0;
    String flags = Reason.text((int) (ending >>> 16) & 0xfff);
    int code = (int) (ending >>> 10) & 0x3f;
    labels.put("request_protocol", grpc ? "grpc" : "http");
    labels.put("response_code", Long.toString(ending & 0x3ff));
    labels.put("response_flags", flags.isEmpty() ? "-" : flags);
    labels.put("grpc_response_status", grpc && code > 0 ? Integer.toString(code - 1) : "");
    labels.put("connection_security_policy", (ending & 1L << 29) != 0 ? "mutual_tls" : "none");
  }
}
