package dev.weft.benchmarks.report;

import java.util.List;

/**
 * Samples of one figure, as they are kept in the file.
 *
 * @param rounds of the values, in the same order
 */
public record Series(
    String workload,
    String subject,
    String figure,
    String unit,
    List<Integer> rounds,
    List<Double> values) {

  /**
   * @throws IllegalArgumentException if there is not one round for each value
   */
  public Series {
    if (rounds.size() != values.size()) {
      throw new IllegalArgumentException(
          workload
              + "/"
              + subject
              + "/"
              + figure
              + " has "
              + rounds.size()
              + " rounds and "
              + values.size()
              + " values; expected as many of each");
    }
    rounds = List.copyOf(rounds);
    values = List.copyOf(values);
  }
}
