package dev.weft.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One run of a suite, as it is kept in the file.
 *
 * @param name {@code requests}, {@code startup}, {@code core}
 * @param started ISO 8601, UTC
 * @param finished ISO 8601, UTC
 * @param commit of the sources that were measured; ends in {@code +} if they had changes
 * @param options the command line that was given
 * @param machine where it ran
 * @param loadBefore one-minute load average when it started
 * @param loadAfter one-minute load average when it ended
 * @param skipped subjects that could not be run here
 * @param failed subjects that did not do what they claim
 * @param series every value that was measured
 */
public record Suite(
    String name,
    String started,
    String finished,
    String commit,
    List<String> options,
    Machine machine,
    double loadBefore,
    double loadAfter,
    List<Skipped> skipped,
    List<Failed> failed,
    List<Series> series) {

  public Suite {
    options = List.copyOf(options);
    skipped = List.copyOf(skipped);
    failed = List.copyOf(failed);
    series = List.copyOf(series);
  }

  /** The values one by one. */
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (Series one : series) {
      for (int i = 0; i < one.values().size(); i++) {
        samples.add(
            new Sample(
                name,
                one.workload(),
                one.subject(),
                one.figure(),
                one.unit(),
                one.rounds().get(i),
                one.values().get(i)));
      }
    }
    return samples;
  }
}
