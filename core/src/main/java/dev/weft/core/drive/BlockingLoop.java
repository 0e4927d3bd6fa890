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
      Alarm<X> alarm = null;
      if (pausedBefore(attempt)) {
        alarm = arm(exchange, attempt, wire);
        boolean answered = false;
        try {
          exchange.edit(attempt, attempt.edits());
          response = wire.send(exchange, attempt);
          last = attempt.headed(wire.head(response));
          answered = last && exchange.refusal() == null;
        } catch (Throwable failure) {
          last = attempt.failed(failure);
          // An interrupt is the caller's, whatever else ended the attempt meanwhile.
          if (failure instanceof InterruptedException || (last && exchange.refusal() == null)) {
            throw failure;
          }
        } finally {
          if (alarm != null && !answered) {
            alarm.cancel();
          }
        }
      } else {
        last = attempt.expire();
      }
      if (last && exchange.refusal() == null) {
        if (alarm != null) {
          alarm.watchBody();
        }
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

  private <X extends OutboundExchange> @Nullable Alarm<X> arm(
      X exchange, Attempt attempt, BlockingWire<X, ?> wire) {
    long left = attempt.remainingNanos();
    if (left == Long.MAX_VALUE) {
      return null;
    }
    Alarm<X> alarm = new Alarm<>(exchange, attempt, wire);
    alarm.scheduled = timer.after(left, alarm);
    return alarm;
  }

  /**
   * Of a try, and once its response is delivered of the call, whose time runs until the body's end
   * and is over later: most calls have ended by then, and have armed one alarm instead of two.
   */
  private final class Alarm<X extends OutboundExchange> implements Runnable {
    private final X exchange;
    private final Attempt attempt;
    private final BlockingWire<X, ?> wire;
    private volatile boolean fired;
    private volatile boolean body;

    /** Of the calling thread. */
    private Timer.@Nullable Scheduled scheduled;

    Alarm(X exchange, Attempt attempt, BlockingWire<X, ?> wire) {
      this.exchange = exchange;
      this.attempt = attempt;
      this.wire = wire;
    }

    @Override
    public void run() {
      fired = true;
      if (attempt.timeUp()) {
        wire.abort(exchange, attempt);
      } else if (body) {
        bodyDue();
      }
    }

    private void bodyDue() {
      if (exchange.expire()) {
        wire.abort(exchange, attempt);
      } else if (!exchange.isClosed()) {
        exchange.alarm(timer.after(exchange.remainingNanos(), this::bodyDue));
      }
    }

    void cancel() {
      if (scheduled != null) {
        scheduled.cancel();
      }
    }

    void watchBody() {
      if (exchange.deadlineNanos() == Long.MAX_VALUE) {
        cancel();
        return;
      }
      if (scheduled != null) {
        exchange.alarm(scheduled);
      }
      body = true;
      if (fired) { // just before, when it had nothing to do
        bodyDue();
      }
    }
  }
}
