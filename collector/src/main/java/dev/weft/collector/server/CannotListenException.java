package dev.weft.collector.server;

import org.jspecify.annotations.Nullable;

/** The port or address cannot be had; the message says what to do. */
public final class CannotListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotListenException(String bind, int port, @Nullable Throwable cause) {
    super(
        "Cannot listen on "
            + bind
            + ":"
            + port
            + " ("
            + (cause == null ? "unknown" : cause.getMessage())
            + "). Is another collector running, or is --bind no address of this machine? Stop it,"
            + " or choose another --port or --bind.",
        cause);
  }
}
