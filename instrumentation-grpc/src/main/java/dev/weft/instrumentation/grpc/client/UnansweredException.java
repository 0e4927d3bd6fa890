package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.FailureKind;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * An attempt ended without a word from the server. Carries the status that gRPC made of it, which
 * is what the application is told if nothing better comes.
 */
final class UnansweredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;
  private final transient Metadata trailers;
  private final FailureKind kind;

  /**
   * @param connected whether the attempt had reached a connection that was ready
   */
  UnansweredException(Status status, Metadata trailers, boolean connected) {
    super(status.toString(), status.getCause(), false, false);
    this.status = status;
    this.trailers = trailers;
    this.kind = kindOf(status, connected);
  }

  Status status() {
    return status;
  }

  Metadata trailers() {
    return trailers;
  }

  FailureKind kind() {
    return kind;
  }

  private static FailureKind kindOf(Status status, boolean connected) {
    return switch (status.getCode()) {
      case CANCELLED, DEADLINE_EXCEEDED -> FailureKind.CANCELLED;
      case UNAVAILABLE -> {
        if (!connected) {
          yield FailureKind.CONNECT;
        }
        yield http2Error(status, "REFUSED_STREAM") ? FailureKind.REFUSED_STREAM : FailureKind.RESET;
      }
      // A stream reset by the peer, but for the two codes above (gRPC's HTTP/2 error mapping).
      case INTERNAL ->
          http2Error(status, "HTTP/2 error code") ? FailureKind.RESET : FailureKind.OTHER;
      default -> FailureKind.OTHER;
    };
  }

  /** gRPC keeps the HTTP/2 code in the description alone. */
  private static boolean http2Error(Status status, String what) {
    @Nullable String description = status.getDescription();
    return description != null && description.contains(what);
  }
}
