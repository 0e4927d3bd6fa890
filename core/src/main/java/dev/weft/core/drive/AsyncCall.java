package dev.weft.core.drive;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.time.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The one retry loop for libraries that call back. An adapter subclasses it for each call, starts
 * attempts when told and reports what its library says; calls of the final methods may come from
 * any thread and are serialised here. The abstract methods are never called with a lock held, one
 * at a time and in order, on whichever thread brought the event.
 *
 * @param <X> the adapter's exchange
 * @param <R> the library's response
 */
public abstract class AsyncCall<X extends OutboundExchange, R> {
  private final X exchange;
  private final Timer timer;
  // Guards all below and the exchange; held for decisions only, never while the adapter acts.
  private final Object lock = new Object();
  private final Actions actions = new Actions();
  private boolean over;
  private boolean watching;
  private @Nullable Attempt live;
  private Timer.@Nullable Scheduled alarm;

  protected AsyncCall(X exchange, Timer timer) {
    this.exchange = exchange;
    this.timer = timer;
  }

  public final X exchange() {
    return exchange;
  }

  /** Start this attempt; report by {@link #responded} or {@link #failed}. */
  protected abstract void send(Attempt attempt);

  /** Hand the response to the application. */
  protected abstract void deliver(Attempt attempt, R response);

  /** Throw the response away; also one that came too late. */
  protected abstract void discard(Attempt attempt, R response);

  /** Answer in the library's own terms. The loop closes the exchange. */
  protected abstract void refused(Refusal refusal);

  /** Tell the application that the call failed. The loop closes the exchange. */
  protected abstract void fail(Throwable failure);

  /** End what the attempt is doing, also after the head. */
  protected abstract void abort(Attempt attempt);

  /** Begins. Call once, on the thread of the application: its context is that of the call. */
  public final void start() {
    boolean opened = false;
    try {
      synchronized (lock) {
        opened(exchange.open());
      }
      opened = true;
    } finally {
      if (!opened) {
        exchange.close(); // a fault of ours; the adapter goes on without us
      }
    }
    actions.run();
  }

  /**
   * Asks for the verdict on a head, without the response being at hand yet (libraries that ask
   * before they read the body). Memoized: asking twice gives the same answer. Report {@link
   * #responded} or {@link #failed} afterwards in either case.
   *
   * @return whether the response will be delivered
   */
  public final boolean headed(Attempt attempt, ResponseHead head) {
    synchronized (lock) {
      if (over || attempt != live) {
        return false;
      }
      boolean last = attempt.headed(head);
      if (last && exchange.refusal() == null) {
        watchBody();
      }
      return last && exchange.refusal() == null;
    }
  }

  /** The response is here; delivers or discards it by the verdict and goes on. */
  public final void responded(Attempt attempt, ResponseHead head, R response) {
    decide(
        () -> {
          if (over || attempt != live) {
            actions.add(() -> discard(attempt, response));
          } else if (!attempt.headed(head)) {
            actions.add(() -> discard(attempt, response));
            goRound();
          } else if (exchange.refusal() != null) {
            actions.add(() -> discard(attempt, response));
            refuse();
          } else {
            over = true;
            watchBody();
            actions.add(() -> deliverOrClose(attempt, response));
          }
        });
  }

  private void deliverOrClose(Attempt attempt, R response) {
    boolean delivered = false;
    try {
      deliver(attempt, response);
      delivered = true;
    } finally {
      if (!delivered) {
        exchange.close();
      }
    }
  }

  /** The attempt failed; tells the application or goes round. */
  public final void failed(Attempt attempt, Throwable failure) {
    decide(
        () -> {
          if (!over && attempt == live) {
            if (!attempt.failed(failure)) {
              goRound();
            } else if (exchange.refusal() != null) {
              refuse();
            } else {
              end(() -> fail(failure));
            }
          }
        });
  }

  /** The body of the delivered response has ended. */
  public final void finished() {
    exchange.close();
  }

  /** The application gave up: nothing more is told to it. */
  public final void cancel() {
    synchronized (lock) {
      Attempt running = live;
      if (!exchange.isClosed() && running != null) {
        actions.add(() -> abort(running));
      }
      end(() -> {});
    }
    actions.run();
  }

  private void opened(Opening opening) {
    switch (opening) {
      case GO -> goRound();
      case REFUSED -> refuse();
      case PENDING -> await();
    }
  }

  private void await() {
    Resumption resumption = new Resumption(exchange.waiting(), this::resume);
    alarm = resumption;
    resumption.arm(timer, exchange.waitNanos());
    // Not under the lock: what is awaited may be here already and resume at once.
    actions.add(resumption::listen);
  }

  private void resume() {
    decide(
        () -> {
          if (!over) {
            alarm = null;
            opened(exchange.open());
          }
        });
  }

  /** A fault of ours must not leave the application waiting. */
  private void decide(Runnable decision) {
    synchronized (lock) {
      try {
        decision.run();
      } catch (RuntimeException | LinkageError e) {
        end(() -> fail(e));
      }
    }
    actions.run();
  }

  private void goRound() {
    disarm();
    Attempt attempt = exchange.next();
    live = attempt;
    if (attempt == null) {
      refuse();
      return;
    }
    long backoff = attempt.backoffNanos();
    if (backoff > 0) {
      long pause = Math.min(backoff, exchange.remainingNanos());
      alarm = timer.after(pause, () -> paused(attempt));
    } else {
      begin(attempt);
    }
  }

  private void paused(Attempt attempt) {
    decide(
        () -> {
          if (!over && attempt == live) {
            if (exchange.remainingNanos() == 0) {
              timedOut(attempt);
            } else {
              begin(attempt);
            }
          }
        });
  }

  private void begin(Attempt attempt) {
    attempt.begin();
    long left = attempt.remainingNanos();
    if (left != Long.MAX_VALUE) {
      alarm = timer.after(left, () -> timeUp(attempt));
    }
    actions.add(() -> sendNow(attempt));
  }

  private void sendNow(Attempt attempt) {
    synchronized (lock) {
      if (over || attempt != live) {
        return; // cancelled before it left
      }
    }
    try {
      exchange.edit(attempt, attempt.edits());
      send(attempt);
    } catch (RuntimeException e) {
      failed(attempt, e);
    }
  }

  private void timeUp(Attempt attempt) {
    decide(
        () -> {
          if (!over && attempt == live && attempt.timeUp()) {
            actions.add(() -> abort(attempt));
            timedOut(attempt);
          } else if (watching && exchange.expire()) {
            actions.add(() -> abort(attempt));
          } else if (watching && !exchange.isClosed()) {
            // The try was in time; the call's own limit is a later one.
            exchange.alarm(timer.after(exchange.remainingNanos(), () -> timeUp(attempt)));
          }
        });
  }

  private void timedOut(Attempt attempt) {
    if (attempt.expire()) {
      refuse();
    } else {
      goRound();
    }
  }

  /**
   * The time of the whole call runs until the body's end. The alarm of the try, which comes before,
   * sees to it: most calls are over by then, and have armed one alarm instead of two.
   */
  private void watchBody() {
    Timer.Scheduled armed = alarm;
    if (armed == null) {
      return;
    }
    alarm = null;
    if (exchange.deadlineNanos() == Long.MAX_VALUE) {
      armed.cancel();
    } else {
      watching = true;
      exchange.alarm(armed);
    }
  }

  private void refuse() {
    Refusal refusal = exchange.refusal();
    if (refusal == null) {
      throw new IllegalStateException("a call ended with neither a response nor a refusal");
    }
    if (refusal.delayNanos() > 0) {
      over = true;
      timer.after(refusal.delayNanos(), () -> closing(() -> refused(refusal)));
    } else {
      end(() -> refused(refusal));
    }
  }

  private void closing(Runnable last) {
    synchronized (lock) {
      if (!exchange.isClosed()) {
        end(last);
      }
    }
    actions.run();
  }

  private void end(Runnable last) {
    over = true;
    disarm();
    actions.add(
        () -> {
          try {
            last.run();
          } finally {
            exchange.close();
          }
        });
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }
}
