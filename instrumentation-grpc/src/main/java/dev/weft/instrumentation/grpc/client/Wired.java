package dev.weft.instrumentation.grpc.client;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's call of one attempt. gRPC throws at who sends on a cancelled call; an attempt that we
 * ended is no mistake of the application's, so what it sends then goes nowhere.
 */
final class Wired<Q, R> extends SimpleForwardingClientCall<Q, R> {
  private volatile boolean ended;

  Wired(ClientCall<Q, R> call) {
    super(call);
  }

  @Override
  public void sendMessage(Q message) {
    unlessEnded(() -> super.sendMessage(message));
  }

  @Override
  public void halfClose() {
    unlessEnded(super::halfClose);
  }

  @Override
  public void request(int messages) {
    unlessEnded(() -> super.request(messages));
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    unlessEnded(() -> super.setMessageCompression(enabled));
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    ended = true;
    super.cancel(message, cause);
  }

  private void unlessEnded(Runnable action) {
    if (ended) {
      return;
    }
    try {
      action.run();
    } catch (IllegalStateException e) {
      if (!ended) {
        throw e;
      }
    }
  }
}
