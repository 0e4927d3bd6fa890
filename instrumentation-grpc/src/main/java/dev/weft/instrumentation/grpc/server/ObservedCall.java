package dev.weft.instrumentation.grpc.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Remembers how the application ended its call. */
final class ObservedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
  private volatile @Nullable Status status;

  ObservedCall(ServerCall<Q, R> call) {
    super(call);
  }

  @Override
  public void close(Status status, Metadata trailers) {
    this.status = status;
    super.close(status, trailers);
  }

  /** Null: it has not. */
  @Nullable Status status() {
    return status;
  }
}
