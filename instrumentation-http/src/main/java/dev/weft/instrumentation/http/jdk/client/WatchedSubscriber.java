package dev.weft.instrumentation.http.jdk.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The application's subscriber; tells the call of the body's end, also when it is abandoned. */
final class WatchedSubscriber<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> subscriber;
  private final ClientCall call;

  WatchedSubscriber(BodySubscriber<T> subscriber, ClientCall call) {
    this.subscriber = subscriber;
    this.call = call;
  }

  /** The application's subscriber; null: it is none of these. */
  static @Nullable Object watched(Object subscriber) {
    return subscriber instanceof WatchedSubscriber<?> ours ? ours.subscriber : null;
  }

  @Override
  public CompletionStage<T> getBody() {
    return subscriber.getBody();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscriber.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {
            subscription.request(n);
          }

          @Override
          public void cancel() {
            call.finished();
            subscription.cancel();
          }
        });
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    subscriber.onNext(item);
  }

  @Override
  public void onError(Throwable failure) {
    call.finished();
    subscriber.onError(failure);
  }

  @Override
  public void onComplete() {
    call.finished();
    subscriber.onComplete();
  }
}
