package dev.weft.benchmarks.apps;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When requests are to be sent at a constant rate. Each is handed out once, to whichever thread is
 * free; one that is handed out late keeps its time, so that its wait counts as latency.
 * Thread-safe.
 */
final class Schedule {
  /** Nothing more is to be sent. */
  static final long OVER = Long.MIN_VALUE;

  private final AtomicLong handedOut = new AtomicLong();
  private final long beginNanos;
  private final int rate;
  private final long requests;

  /**
   * @param rate requests a second, at least 1
   * @param lengthNanos for how long
   */
  Schedule(long beginNanos, int rate, long lengthNanos) {
    this.beginNanos = beginNanos;
    this.rate = rate;
    this.requests = Math.round(rate * (lengthNanos / 1e9));
  }

  /** When the next one is to be sent; {@link #OVER} after the last one. */
  long next() {
    long number = handedOut.getAndIncrement();
    return number < requests ? beginNanos + number * 1_000_000_000L / rate : OVER;
  }
}
