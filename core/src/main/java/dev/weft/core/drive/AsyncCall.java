package dev.weft.core.drive;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.time.Timer;

/**
 * The one retry loop for libraries that call back. An adapter subclasses it for each call, starts
 * attempts when told and reports what its library says; calls of the final methods may come from any
 * thread and are serialised here. The abstract methods are never called with a lock held.
 *
 * @param <X> the adapter's exchange
 * @param <R> the library's response
 */
public abstract class AsyncCall<X extends OutboundExchange, R> {
  private final X exchange;

  protected AsyncCall(X exchange, Timer timer) {
    this.exchange = exchange;
  }

  public final X exchange() {
    return exchange;
  }

  /** Start this attempt; report by {@link #responded}, {@link #trailed} or {@link #failed}. */
  protected abstract void send(Attempt attempt);

  /** Hand the response to the application. */
  protected abstract void deliver(Attempt attempt, R response);

  /** Throw the response away. */
  protected abstract void discard(Attempt attempt, R response);

  /** Answer in the library's own terms. */
  protected abstract void refused(Refusal refusal);

  /** Tell the application that the call failed. */
  protected abstract void fail(Throwable failure);

  /** End what the attempt is doing, also after the head. */
  protected abstract void abort(Attempt attempt);

  /** Begins. Call once. */
  public final void start() {}

  /**
   * Asks for the verdict on a head, without the response being at hand yet (libraries that ask
   * before they read the body). Memoized: asking twice gives the same answer.
   *
   * @return whether the response will be delivered
   */
  public final boolean headed(Attempt attempt, ResponseHead head) {
    return true;
  }

  /** The response is here; delivers or discards it by the verdict and goes on. */
  public final void responded(Attempt attempt, ResponseHead head, R response) {}

  /** The attempt failed; tells the application or goes round. */
  public final void failed(Attempt attempt, Throwable failure) {}

  /** The body of the delivered response has ended. */
  public final void finished() {}

  /** The application gave up. */
  public final void cancel() {}
}
