package dev.weft.instrumentation.grpc.server;

import dev.weft.core.context.Context;
import dev.weft.core.context.ContextCell;
import io.grpc.ServerCall;
import io.grpc.Status;

/** Runs each callback of the application with the call's context, and closes at the last one. */
final class InboundListener<Q> extends ServerCall.Listener<Q> {
  private final ServerCall.Listener<Q> listener;
  private final ContextCell contexts;
  private final ServedCall served;
  private final ObservedCall<Q, ?> call;

  InboundListener(
      ServerCall.Listener<Q> listener,
      ContextCell contexts,
      ServedCall served,
      ObservedCall<Q, ?> call) {
    this.listener = listener;
    this.contexts = contexts;
    this.served = served;
    this.call = call;
  }

  @Override
  public void onMessage(Q message) {
    within(() -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    within(listener::onHalfClose);
  }

  @Override
  public void onReady() {
    within(listener::onReady);
  }

  @Override
  public void onCancel() {
    try {
      within(listener::onCancel);
    } finally {
      // The caller has gone, whatever the application would have answered.
      served.close(Status.Code.CANCELLED.value(), null);
    }
  }

  @Override
  public void onComplete() {
    try {
      within(listener::onComplete);
    } finally {
      Status status = call.status();
      served.close(
          status == null ? Status.Code.OK.value() : status.getCode().value(),
          status == null ? null : status.getCause());
    }
  }

  private void within(Runnable callback) {
    Context before = contexts.swap(served.context());
    try {
      callback.run();
    } finally {
      contexts.swap(before);
    }
  }
}
