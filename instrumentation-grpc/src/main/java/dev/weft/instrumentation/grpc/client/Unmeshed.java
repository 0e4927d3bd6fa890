package dev.weft.instrumentation.grpc.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/** Hands all that the server says to the application: a call that goes on without the mesh. */
final class Unmeshed<R> extends ClientCall.Listener<R> {
  private final Caller<R> caller;

  Unmeshed(Caller<R> caller) {
    this.caller = caller;
  }

  @Override
  public void onHeaders(Metadata headers) {
    caller.headers(headers);
  }

  @Override
  public void onMessage(R message) {
    caller.message(message);
  }

  @Override
  public void onReady() {
    caller.ready();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    caller.closed(status, trailers);
  }
}
