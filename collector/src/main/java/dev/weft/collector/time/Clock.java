package dev.weft.collector.time;

/** The wall clock. Injected, so that leases and certificates are tested without waiting. */
@FunctionalInterface
public interface Clock {
  /** Epoch milliseconds. */
  long millis();
}
