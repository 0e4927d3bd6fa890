package dev.weft.collector.server;

/**
 * How long the port waits for others, milliseconds.
 *
 * @param idleMillis for the whole head of a request, and for the next one on an open connection
 * @param requestMillis for a whole request and its answer; streams and the channel are exempt
 */
record Limits(long idleMillis, long requestMillis) {
  /** A head is one packet; a body of 4 MiB takes 30 s at 1.1 Mbit/s. */
  static final Limits DEFAULT = new Limits(15_000, 30_000);
}
