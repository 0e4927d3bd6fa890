package dev.weft.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Medians and quartiles of what was measured. A comparison is made in each round between what was
 * measured beside each other, and only then is the median taken.
 */
public final class Summary {
  private record Key(String suite, String workload, String subject, String figure) {}

  private final Map<Key, Map<Integer, List<Double>>> values = new LinkedHashMap<>();

  public Summary(Report report) {
    this(report.samples());
  }

  Summary(Collection<Sample> samples) {
    for (Sample one : samples) {
      values
          .computeIfAbsent(
              new Key(one.suite(), one.workload(), one.subject(), one.figure()),
              none -> new TreeMap<>())
          .computeIfAbsent(one.round(), none -> new ArrayList<>())
          .add(one.value());
    }
  }

  /** Names of workloads in the order they were measured in. */
  public Set<String> workloads(String suite) {
    Set<String> names = new LinkedHashSet<>();
    values.keySet().stream()
        .filter(key -> key.suite.equals(suite))
        .forEach(key -> names.add(key.workload));
    return names;
  }

  /** Names of subjects in the order they were measured in. */
  public Set<String> subjects(String suite, String workload) {
    Set<String> names = new LinkedHashSet<>();
    values.keySet().stream()
        .filter(key -> key.suite.equals(suite) && key.workload.equals(workload))
        .forEach(key -> names.add(key.subject));
    return names;
  }

  /** The figure itself; null if it was not measured. */
  public @Nullable Spread of(String suite, String workload, String subject, String figure) {
    Map<Integer, Double> rounds = rounds(suite, workload, subject, figure);
    return rounds.isEmpty() ? null : Spread.of(rounds.values());
  }

  /** A subject's figure by another's, round by round; null if there is no round of both. */
  public @Nullable Spread ratio(
      String suite, String workload, String subject, String to, String figure) {
    return compared(suite, workload, subject, to, figure, (a, b) -> a / b);
  }

  /** A subject's figure less another's, round by round; null if there is no round of both. */
  public @Nullable Spread difference(
      String suite, String workload, String subject, String to, String figure) {
    return compared(suite, workload, subject, to, figure, (a, b) -> a - b);
  }

  /**
   * What a subject adds to the base, as a part of what a rival adds to it, of the medians: in a
   * single round a rival may add next to nothing, and the quotient would be anything.
   *
   * @return with the quartiles of the subject's addition by the median of the rival's; null if one
   *     was not measured, or the rival adds nothing
   */
  public @Nullable Spread partOfAddition(
      String suite, String workload, String subject, String rival, String base, String figure) {
    Spread own = difference(suite, workload, subject, base, figure);
    Spread other = difference(suite, workload, rival, base, figure);
    if (own == null || other == null || other.median() <= 0) {
      return null;
    }
    double by = other.median();
    return new Spread(own.median() / by, own.low() / by, own.high() / by, own.count());
  }

  private @Nullable Spread compared(
      String suite,
      String workload,
      String subject,
      String to,
      String figure,
      DoubleBinaryOperator compare) {
    Map<Integer, Double> mine = rounds(suite, workload, subject, figure);
    Map<Integer, Double> others = rounds(suite, workload, to, figure);
    List<Double> compared = new ArrayList<>();
    mine.forEach(
        (round, value) -> {
          Double other = others.get(round);
          if (other != null) {
            double result = compare.applyAsDouble(value, other);
            if (Double.isFinite(result)) {
              compared.add(result);
            }
          }
        });
    return compared.isEmpty() ? null : Spread.of(compared);
  }

  /** One value a round: the median of those that it has. */
  private Map<Integer, Double> rounds(
      String suite, String workload, String subject, String figure) {
    Map<Integer, Double> rounds = new TreeMap<>();
    values
        .getOrDefault(new Key(suite, workload, subject, figure), Map.of())
        .forEach((round, all) -> rounds.put(round, Spread.of(all).median()));
    return rounds;
  }
}
