package dev.weft.core.drive;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Waiting;
import dev.weft.core.time.Timer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The one retry loop for libraries that block the caller. Thread-safe. */
public final class BlockingLoop {
  private final Timer timer;

  public BlockingLoop(Timer timer) {
    this.timer = timer;
  }

  /**
   * Runs the call to the delivery of its response.
   *
   * @throws IOException what the library threw at the last attempt
   */
  public <X extends OutboundExchange, R> R run(X exchange, BlockingWire<X, R> wire)
      throws IOException, InterruptedException {
    boolean delivered = false;
    try {
      R response = opened(exchange) ? attempts(exchange, wire) : null;
      if (response == null) {
        return refuse(exchange, wire);
      }
      R result = wire.deliver(exchange, response);
      delivered = true;
      return result;
    } finally {
      if (!delivered) {
        exchange.close();
      }
    }
  }

  /** Null: refused. */
  private <X extends OutboundExchange, R> @Nullable R attempts(X exchange, BlockingWire<X, R> wire)
      throws IOException, InterruptedException {
    Attempt attempt = exchange.next();
    while (attempt != null) {
      boolean last;
      R response = null;
      if (pausedBefore(attempt)) {
        Timer.Scheduled alarm = arm(exchange, attempt, wire);
        try {
          exchange.edit(attempt, attempt.edits());
          response = wire.send(exchange, attempt);
          last = attempt.headed(wire.head(response));
        } catch (Throwable failure) {
          last = attempt.failed(failure);
          // An interrupt is the caller's, whatever else ended the attempt meanwhile.
          if (failure instanceof InterruptedException || (last && exchange.refusal() == null)) {
            throw failure;
          }
        } finally {
          if (alarm != null) {
            alarm.cancel();
          }
        }
      } else {
        last = attempt.expire();
      }
      if (last && exchange.refusal() == null) {
        watchBody(exchange, attempt, wire);
        return response;
      }
      if (response != null) {
        wire.discard(exchange, response);
      }
      attempt = last ? null : exchange.next();
    }
    return null;
  }

  private <X extends OutboundExchange, R> R refuse(X exchange, BlockingWire<X, R> wire)
      throws IOException, InterruptedException {
    Refusal refusal = exchange.refusal();
    if (refusal == null) {
      throw new IllegalStateException("a call ended with neither a response nor a refusal");
    }
    if (refusal.delayNanos() > 0) {
      timer.await(new CountDownLatch(1), refusal.delayNanos());
    }
    return wire.refused(exchange, refusal);
  }

  private boolean opened(OutboundExchange exchange) throws InterruptedException {
    Opening opening = exchange.open();
    while (opening == Opening.PENDING) {
      CountDownLatch latch = new CountDownLatch(1);
      Waiting awaited = exchange.waiting();
      Runnable resume = latch::countDown;
      if (awaited != null) {
        awaited.whenReady(resume);
      }
      try {
        timer.await(latch, exchange.waitNanos());
      } finally {
        if (awaited != null) {
          awaited.forget(resume);
        }
      }
      opening = exchange.open();
    }
    return opening == Opening.GO;
  }

  /** False: the call's time ran out meanwhile. */
  private boolean pausedBefore(Attempt attempt) throws InterruptedException {
    long backoff = attempt.backoffNanos();
    if (backoff > 0) {
      long left = attempt.exchange().remainingNanos();
      timer.await(new CountDownLatch(1), Math.min(backoff, left));
      if (attempt.exchange().remainingNanos() == 0) {
        return false;
      }
    }
    attempt.begin();
    return true;
  }

  private <X extends OutboundExchange, R> Timer.@Nullable Scheduled arm(
      X exchange, Attempt attempt, BlockingWire<X, R> wire) {
    long left = attempt.remainingNanos();
    return left == Long.MAX_VALUE
        ? null
        : timer.after(
            left,
            () -> {
              if (attempt.timeUp()) {
                wire.abort(exchange, attempt);
              }
            });
  }

  /** The time of the whole call runs until the body's end. */
  private <X extends OutboundExchange, R> void watchBody(
      X exchange, Attempt attempt, BlockingWire<X, R> wire) {
    long left = exchange.remainingNanos();
    if (left != Long.MAX_VALUE) {
      exchange.alarm(
          timer.after(
              left,
              () -> {
                if (exchange.expire()) {
                  wire.abort(exchange, attempt);
                }
              }));
    }
  }
}
