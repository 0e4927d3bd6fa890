package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.Refusal;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscription;

/** The text of an answer of the mesh's own, given to the application's body handler. */
final class RefusedBody implements Subscription {
  private final BodySubscriber<?> subscriber;
  private final byte[] bytes;
  private boolean over;

  private RefusedBody(BodySubscriber<?> subscriber, byte[] bytes) {
    this.subscriber = subscriber;
    this.bytes = bytes;
  }

  static byte[] bytes(Refusal refusal) {
    if (refusal.status() == 204 || refusal.status() == 304) {
      return new byte[0];
    }
    return refusal.body().getBytes(StandardCharsets.UTF_8);
  }

  static <T> CompletableFuture<T> read(CallHandler<T> handler, Refusal refusal) {
    byte[] bytes = bytes(refusal);
    BodySubscriber<T> subscriber =
        handler.apply(new Info(refusal.status(), EditedHeaders.refusal(refusal, bytes.length)));
    subscriber.onSubscribe(new RefusedBody(subscriber, bytes));
    return subscriber.getBody().toCompletableFuture();
  }

  @Override
  public void request(long n) {
    if (over) {
      return;
    }
    over = true;
    if (n <= 0) {
      subscriber.onError(new IllegalArgumentException("requested " + n + ", expected more than 0"));
      return;
    }
    if (bytes.length > 0) {
      subscriber.onNext(List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
    }
    subscriber.onComplete();
  }

  @Override
  public void cancel() {
    over = true;
  }

  private record Info(int statusCode, HttpHeaders headers) implements ResponseInfo {
    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }
}
