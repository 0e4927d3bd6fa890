package dev.weft.core.drive;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.ResponseHead;
import java.io.IOException;

/**
 * What a blocking library can do; driven by {@link BlockingLoop}. Stateless: one instance serves
 * all calls of an adapter.
 *
 * @param <X> the adapter's exchange
 * @param <R> the library's response
 */
public interface BlockingWire<X extends OutboundExchange, R> {
  /** Sends the prepared request to the attempt's endpoint and waits for the head. */
  R send(X exchange, Attempt attempt) throws IOException, InterruptedException;

  ResponseHead head(R response);

  /** Throws the response away so that its connection can be used again, or closes it. */
  void discard(X exchange, R response);

  /**
   * Hands it to the application, with {@link OutboundExchange#responseEdits} made and {@link
   * OutboundExchange#close} to be called at the end of the body.
   */
  R deliver(X exchange, R response) throws IOException;

  /** The library's own response that says what {@code refusal} says. The loop closes. */
  R refused(X exchange, Refusal refusal) throws IOException;

  /**
   * Ends what the attempt is doing, also after the head (a body being read). From a timer, any
   * thread; {@code send} or the reading then fails by any exception of the library.
   */
  void abort(X exchange, Attempt attempt);
}
