package dev.weft.instrumentation.grpc.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.SerializingExecutor;
import java.util.concurrent.Executor;

/**
 * The application, as far as it listens to a call. All that it is told is told on {@link
 * #executor}, one thing after the other, whichever attempt or timer it comes from; the methods that
 * tell must be called there.
 */
final class Caller<R> {
  private final ClientCall.Listener<R> listener;
  private final SerializingExecutor executor;
  private final MessageBuffer<?> messages;
  private boolean closed;

  /**
   * @param executor the application's choice
   */
  Caller(ClientCall.Listener<R> listener, Executor executor, MessageBuffer<?> messages) {
    this.listener = listener;
    this.executor = new SerializingExecutor(executor);
    this.messages = messages;
  }

  Executor executor() {
    return executor;
  }

  void headers(Metadata headers) {
    if (!closed) {
      listener.onHeaders(headers);
    }
  }

  void message(R message) {
    if (!closed) {
      listener.onMessage(message);
    }
  }

  void ready() {
    if (!closed) {
      listener.onReady();
    }
  }

  /** The end; only the first one is told. */
  void closed(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      messages.end();
      listener.onClose(status, trailers);
    }
  }

  /** As {@link #closed}, from any thread. */
  void close(Status status, Metadata trailers) {
    executor.execute(() -> closed(status, trailers));
  }
}
