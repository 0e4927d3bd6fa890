package dev.weft.collector.push;

/**
 * Times of the channel, milliseconds.
 *
 * @param heartbeatMillis how often agents renew
 * @param ackMillis after which an agent that says nothing to a frame is dropped
 * @param gatherMillis how long changes of the registry are gathered before they are pushed
 * @param deregisterMillis how long a leaving agent waits at most for the others to know
 */
public record Settings(
    long heartbeatMillis, long ackMillis, long gatherMillis, long deregisterMillis) {
  /** The lease of 15 s (the registry's) is three of these heartbeats. */
  public static final Settings DEFAULT = new Settings(5_000, 30_000, 10, 2_000);
}
