package dev.weft.core.measure;

import dev.weft.core.call.GrpcCodes;
import org.jspecify.annotations.Nullable;

/** How a request ended, as the conventions name it. */
final class Endings {
  private Endings() {}

  /** On the caller's side every refusal by the server is an error. */
  static String clientError(int httpStatus) {
    return httpStatus >= 400 ? Integer.toString(httpStatus) : "";
  }

  static String serverError(int httpStatus, @Nullable Throwable failure) {
    if (failure != null) {
      return failure.getClass().getName();
    }
    return httpStatus >= 500 ? Integer.toString(httpStatus) : "";
  }

  /** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
  static String grpcServerError(int code) {
    return code == 2 || code == 4 || code >= 12 && code <= 15 ? GrpcCodes.name(code) : "";
  }

  /** The whole name of a gRPC method, of a path {@code /package.Service/Method}. */
  static String grpcMethod(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }
}
