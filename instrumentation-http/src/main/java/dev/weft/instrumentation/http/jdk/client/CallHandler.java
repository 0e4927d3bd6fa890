package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.Refusal;
import dev.weft.core.context.Context;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import org.jspecify.annotations.Nullable;

/**
 * The application's body handler, carrying what belongs to its one use of the client across the
 * library's threads: the context it was made in and the call that is under way (redirects and
 * authentication make several, one after the other).
 */
final class CallHandler<T> implements BodyHandler<T> {
  private final BodyHandler<T> handler;
  private final @Nullable Context context;
  private volatile @Nullable ClientCall call;
  private volatile @Nullable Refusal refusal;

  CallHandler(BodyHandler<T> handler, @Nullable Context context) {
    this.handler = handler;
    this.context = context;
  }

  /** Of the thread that called the client. */
  @Nullable Context context() {
    return context;
  }

  @Nullable ClientCall call() {
    return call;
  }

  /** The next call; the one before is over. */
  void began(ClientCall next) {
    end();
    refusal = null;
    call = next;
  }

  void end() {
    ClientCall before = call;
    if (before != null) {
      before.finished();
    }
  }

  /** What is answered instead of a response; null: there is one. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  void refuse(Refusal answer) {
    refusal = answer;
  }

  @Override
  public BodySubscriber<T> apply(ResponseInfo head) {
    BodySubscriber<T> subscriber = handler.apply(head);
    ClientCall current = call;
    return current == null || refusal != null
        ? subscriber
        : new WatchedSubscriber<>(subscriber, current);
  }
}
