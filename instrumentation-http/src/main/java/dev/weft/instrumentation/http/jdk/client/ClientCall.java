package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.drive.AsyncCall;
import dev.weft.core.time.Timer;
import dev.weft.policy.compiled.HeaderEdits;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Drives one request of the library: each attempt is an {@code Exchange} of its own for the same
 * request, the first being the library's. {@link #head} is what the library waits for in place of
 * its own future.
 */
final class ClientCall extends AsyncCall<ClientExchange, Object> {
  private final Requests requests;
  private final Object first;
  private final Object multi;
  private final CallHandler<?> handler;
  private final CompletableFuture<Object> head = new CompletableFuture<>();
  private final Thread starter = Thread.currentThread();
  private volatile @Nullable Try current;
  private volatile boolean started;
  private volatile boolean resent;
  private volatile @Nullable Attempt aborted;
  private volatile CompletableFuture<?> discarded = CompletableFuture.completedFuture(null);

  ClientCall(
      ClientExchange exchange, Timer timer, Requests requests, Object first, CallHandler<?> handler)
      throws Throwable {
    super(exchange, timer);
    this.requests = requests;
    this.first = first;
    this.multi = Internals.multi(first);
    this.handler = handler;
  }

  /** Starts, and gives what stands for the library's response. */
  CompletableFuture<Object> head() {
    handler.began(this);
    requests.add(exchange());
    try {
      start();
    } catch (Throwable fault) {
      requests.remove(exchange());
      throw fault;
    }
    started = true;
    return head;
  }

  /** The library was told to give up. */
  void givenUp(IOException cause) {
    requests.remove(exchange());
    cancel();
    head.completeExceptionally(cause);
  }

  @Override
  protected void send(Attempt attempt) {
    try {
      if (!started && Thread.currentThread() == starter) {
        run(attempt);
      } else {
        // A timer's thread must not run body publishers; and a connection that is about to be free
        // is better than a new one.
        Executor executor = Internals.executor(multi);
        discarded.whenComplete((done, failure) -> runOn(executor, attempt));
      }
    } catch (Throwable failure) {
      failed(attempt, failure);
    }
  }

  /** Not the stage's action itself: what that throws would be kept in a future that nobody sees. */
  private void runOn(Executor executor, Attempt attempt) {
    try {
      executor.execute(() -> run(attempt));
    } catch (Throwable rejected) { // the application has shut its executor down
      failed(attempt, rejected);
    }
  }

  private void run(Attempt attempt) {
    if (attempt == aborted) {
      return;
    }
    try {
      Object exchange = current == null ? first : Internals.again(first);
      current = new Try(attempt, exchange);
      Internals.respond(exchange)
          .whenComplete((response, failure) -> arrived(attempt, response, failure));
    } catch (Throwable failure) {
      failed(attempt, failure);
    }
  }

  private void arrived(Attempt attempt, @Nullable Object response, @Nullable Throwable failure) {
    if (failure == null) {
      responded(attempt, new Head(response), response);
      return;
    }
    Throwable cause = failure;
    if (failure instanceof CompletionException && failure.getCause() != null) {
      cause = failure.getCause();
    }
    if (exchange().isMeshed() && Internals.isExpired(cause)) {
      // The peer had closed an idle connection. The library would send again, through its own loop
      // around this one; so that goes on here, within the attempt.
      if (resend()) {
        send(attempt);
        return;
      }
      cause = cause.getCause() == null ? cause : cause.getCause();
    }
    failed(attempt, cause);
  }

  private boolean resend() {
    try {
      boolean first = !resent && !head.isDone() && Internals.resends(exchange().request());
      resent = true;
      return first;
    } catch (Throwable fault) {
      return false;
    }
  }

  @Override
  protected void deliver(Attempt attempt, Object response) {
    requests.remove(exchange());
    exchange().settled();
    try {
      Object settled = Internals.exchange(response);
      if (settled != first) {
        Internals.adopt(first, settled);
      }
      head.complete(shown(attempt, response));
    } catch (Throwable fault) {
      head.complete(response);
    }
  }

  /** The response as the application would have had it from the peer it named. */
  private Object shown(Attempt attempt, Object response) throws Throwable {
    HeaderEdits.Edits edits = exchange().responseEdits();
    boolean disguise = attempt.secure() && exchange().scheme().equals("http");
    if (edits.isEmpty() && !disguise) {
      return response;
    }
    HttpHeaders headers = Internals.headers(response);
    return Internals.response(
        exchange().request(),
        first,
        edits.isEmpty() ? headers : EditedHeaders.response(headers, edits),
        Internals.status(response),
        Internals.version(response));
  }

  @Override
  protected void discard(Attempt attempt, Object response) {
    try {
      discarded = Internals.ignoreBody(Internals.exchange(response));
    } catch (Throwable fault) {
      abort(attempt);
    }
  }

  @Override
  protected void refused(Refusal refusal) {
    requests.remove(exchange());
    exchange().settled();
    try {
      HttpHeaders headers = EditedHeaders.refusal(refusal, RefusedBody.bytes(refusal).length);
      Internals.withoutBody(first);
      handler.refuse(refusal);
      head.complete(
          Internals.response(
              exchange().request(), first, headers, refusal.status(), Version.HTTP_1_1));
    } catch (Throwable fault) {
      head.completeExceptionally(fault);
    }
  }

  @Override
  protected void fail(Throwable failure) {
    requests.remove(exchange());
    exchange().settled();
    try {
      if (exchange().isMeshed()) {
        Internals.retried(multi);
      }
    } catch (Throwable fault) {
      failure.addSuppressed(fault);
    }
    head.completeExceptionally(failure);
  }

  @Override
  protected void abort(Attempt attempt) {
    aborted = attempt;
    Try running = current;
    if (running != null && running.attempt == attempt) {
      try {
        Internals.cancel(running.exchange, new HttpTimeoutException("request timed out"));
      } catch (Throwable fault) {
        head.completeExceptionally(fault);
      }
    }
  }

  private record Try(Attempt attempt, Object exchange) {}

  private record Head(Object response) implements ResponseHead {
    @Override
    public int status() {
      try {
        return Internals.status(response);
      } catch (Throwable fault) {
        throw new IllegalStateException(fault);
      }
    }

    @Override
    public @Nullable String header(String name) {
      try {
        // As firstValue() says it, without its stream.
        List<String> values = Internals.headers(response).allValues(name);
        return values.isEmpty() ? null : values.get(0);
      } catch (Throwable fault) {
        throw new IllegalStateException(fault);
      }
    }
  }
}
