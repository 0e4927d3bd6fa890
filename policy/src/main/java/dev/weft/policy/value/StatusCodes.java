package dev.weft.policy.value;

import java.util.BitSet;
import java.util.List;

/** HTTP statuses that have a name, and gRPC's codes by name. */
public final class StatusCodes {
  /** In the order of their numbers, from 0. */
  private static final List<String> GRPC =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  /** The registry of IANA with 418, as Go's net/http, which decides for Istio. */
  private static final BitSet HTTP = new BitSet();

  static {
    HTTP.set(100, 104);
    HTTP.set(200, 209);
    HTTP.set(226);
    HTTP.set(300, 306);
    HTTP.set(307, 309);
    HTTP.set(400, 419);
    HTTP.set(421, 427);
    HTTP.set(428, 430);
    HTTP.set(431);
    HTTP.set(451);
    HTTP.set(500, 509);
    HTTP.set(510, 512);
  }

  private StatusCodes() {}

  /** Whether {@code status} is a registered HTTP status. */
  public static boolean isHttp(int status) {
    return status >= 0 && HTTP.get(status);
  }

  /** The code of a name ({@code UNAVAILABLE} is 14), or -1. */
  public static int grpc(String name) {
    return GRPC.indexOf(name);
  }

  /** The names by code. */
  public static List<String> grpcNames() {
    return GRPC;
  }
}
