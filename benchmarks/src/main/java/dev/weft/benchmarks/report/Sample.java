package dev.weft.benchmarks.report;

/**
 * One measured value.
 *
 * <p>Values with the same round were measured beside each other, so ratios are taken between
 * samples of one round.
 *
 * @param suite which part of the harness: {@code requests}, {@code startup}, {@code core}
 * @param workload what was run, such as {@code http-1k}
 * @param subject what ran it, such as {@code none} or {@code weft-policy}
 * @param figure what was measured, such as {@code cpu} or {@code p99-at-1000}
 * @param unit of the value: {@code us}, {@code ms}, {@code ns}, {@code B}, {@code MB}, {@code 1/s},
 *     or {@code 1} for a count
 * @param round from 1 up; warm-up rounds are not recorded
 * @param value finite
 */
public record Sample(
    String suite,
    String workload,
    String subject,
    String figure,
    String unit,
    int round,
    double value) {

  /**
   * @throws IllegalArgumentException if a name is blank, the round below 1, or the value not a
   *     finite number
   */
  public Sample {
    named("suite", suite);
    named("workload", workload);
    named("subject", subject);
    named("figure", figure);
    named("unit", unit);
    if (round < 1) {
      throw new IllegalArgumentException("round is " + round + "; expected 1 or more");
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          suite
              + "/"
              + workload
              + "/"
              + subject
              + "/"
              + figure
              + " is "
              + value
              + "; expected a finite number");
    }
  }

  private static void named(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is blank; expected a name");
    }
  }
}
