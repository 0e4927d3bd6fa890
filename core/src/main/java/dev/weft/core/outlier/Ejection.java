package dev.weft.core.outlier;

import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.Endpoint;

/**
 * An instance's port that this JVM calls no more for now.
 *
 * @param cluster of the call that was one failure too many
 * @param failures in a row that it took
 * @param sinceNanos by the clock of the data path
 * @param untilNanos from then on it is taken back, at the next sweep
 */
public record Ejection(
    Cluster cluster,
    Endpoint endpoint,
    Cause cause,
    int failures,
    long sinceNanos,
    long untilNanos) {

  /** What there was too much of; named as Envoy names it. */
  public enum Cause {
    /** Responses of 500 and above, or those that policy lists. */
    CONSECUTIVE_5XX,
    /** 502, 503, 504. */
    CONSECUTIVE_GATEWAY_FAILURE,
    /** No response at all, where policy tells the two apart. */
    CONSECUTIVE_LOCAL_ORIGIN_FAILURE
  }
}
