package dev.weft.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * A median and how far values lie from it.
 *
 * @param median half of the values are not above it
 * @param low first quartile
 * @param high third quartile
 * @param count of values
 */
public record Spread(double median, double low, double high, int count) {

  /**
   * Quantiles between two values are interpolated.
   *
   * @throws IllegalArgumentException if there is no value
   */
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values; expected one or more");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Spread(
        quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
  }

  private static double quantile(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Whether a bound lies among the middle half of the values: then another run may judge else. */
  public boolean spans(double bound) {
    return low <= bound && bound <= high;
  }
}
