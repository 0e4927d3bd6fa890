package dev.weft.instrumentation.grpc.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Failures without an answer. To the core goes what happened on the connection; with it comes the
 * status that gRPC made of it, for the application.
 */
final class Failures {
  private Failures() {}

  static Throwable of(Status status, Metadata trailers) {
    return status.asRuntimeException(trailers);
  }

  static Status status(Throwable failure) {
    return Status.fromThrowable(failure);
  }

  static Metadata trailers(Throwable failure) {
    Metadata trailers =
        failure instanceof StatusRuntimeException known ? known.getTrailers() : null;
    return trailers == null ? new Metadata() : trailers;
  }
}
