package dev.weft.core.call;

import dev.weft.policy.value.StatusCodes;
import java.util.List;

/** How Envoy says a gRPC code in HTTP and the other way round. */
public final class GrpcCodes {
  private static final int[] HTTP = {
    200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401
  };

  private static final List<String> NAMES = StatusCodes.grpcNames();

  private GrpcCodes() {}

  /** {@code OK}, {@code UNAVAILABLE}, ...; the number where it is not defined. */
  public static String name(int grpc) {
    return grpc >= 0 && grpc < NAMES.size() ? NAMES.get(grpc) : Integer.toString(grpc);
  }

  /** The HTTP status of a gRPC code; 500 for one that is not defined. */
  public static int toHttp(int grpc) {
    return grpc >= 0 && grpc < HTTP.length ? HTTP[grpc] : 500;
  }

  /** The gRPC code of an HTTP status that no gRPC server gave. */
  public static int fromHttp(int status) {
    return switch (status) {
      case 200 -> 0;
      case 400 -> 13;
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 12;
      case 429, 502, 503, 504 -> 14;
      default -> 2;
    };
  }
}
