package dev.weft.core.drive;

import dev.weft.core.call.OutboundExchange;
import dev.weft.core.time.Timer;
import java.io.IOException;

/** The one retry loop for libraries that block the caller. Thread-safe. */
public final class BlockingLoop {
  public BlockingLoop(Timer timer) {}

  /**
   * Runs the call to the delivery of its response.
   *
   * @throws IOException what the library threw at the last attempt
   */
  public <X extends OutboundExchange, R> R run(X exchange, BlockingWire<X, R> wire)
      throws IOException, InterruptedException {
    throw new IllegalStateException("core");
  }
}
