package dev.weft.collector.metrics;

import dev.weft.policy.frame.Channel;
import java.util.Arrays;
import java.util.List;

/** Durations of calls in Istio's buckets. Immutable. */
public final class Durations {
  private static final List<Double> EDGES = Channel.BUCKET_EDGES_MILLIS;

  /** One for each edge, and one for what is longer. */
  static final int BUCKETS = EDGES.size() + 1;

  static final Durations NONE = new Durations(new double[BUCKETS]);

  private final double[] counts;

  /**
   * @param counts by bucket; what comes after these is not looked at
   */
  Durations(double[] counts) {
    this.counts = Arrays.copyOf(counts, BUCKETS);
  }

  /** Calls that took longer than the edge before and at most this bucket's. */
  public double count(int bucket) {
    return counts[bucket];
  }

  /**
   * The duration that a share of the calls did not exceed, by the same interpolation within a
   * bucket as Prometheus' {@code histogram_quantile}: as exact as the buckets are fine. Beyond the
   * last edge it is that edge.
   *
   * @param share from 0 to 1
   * @return milliseconds; NaN without calls
   */
  public double quantileMillis(double share) {
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    if (!(total > 0)) {
      return Double.NaN;
    }
    double rank = share * total;
    double below = 0;
    double lower = 0;
    for (int i = 0; i < EDGES.size(); i++) {
      double upper = EDGES.get(i);
      if (counts[i] > 0 && below + counts[i] >= rank) {
        return lower + (upper - lower) * Math.max(0, rank - below) / counts[i];
      }
      below += counts[i];
      lower = upper;
    }
    return lower;
  }
}
