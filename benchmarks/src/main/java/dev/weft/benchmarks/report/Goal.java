package dev.weft.benchmarks.report;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a figure is to be at most.
 *
 * @param figure in words
 * @param bound the most that meets it
 * @param unit of the bound
 * @param measured from what there is; null if that is not enough
 */
record Goal(String figure, double bound, Unit unit, Function<Summary, @Nullable Spread> measured) {

  /** In words: met or missed, by the median. */
  String verdict(Summary summary) {
    Spread spread = measured.apply(summary);
    if (spread == null) {
      return "not measured";
    }
    String verdict = unit.shown(spread.median()) <= bound ? "met" : "**missed**";
    return spread.count() > 1 && spread.spans(bound) ? verdict + ", within the spread" : verdict;
  }
}
