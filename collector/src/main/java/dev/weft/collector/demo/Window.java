package dev.weft.collector.demo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Some samples, and what can be said of them. */
record Window(List<Sample> samples) {

  Window only(Predicate<Sample> wanted) {
    return new Window(samples.stream().filter(wanted).toList());
  }

  int size() {
    return samples.size();
  }

  long failed() {
    return samples.stream().filter(sample -> !sample.ok()).count();
  }

  /** Percent of the samples for which it holds; 0 where there are none. */
  double share(Predicate<Sample> wanted) {
    return samples.isEmpty() ? 0 : 100.0 * only(wanted).size() / samples.size();
  }

  /** Of the whole page, milliseconds. */
  long percentileMillis(double percentile) {
    long[] sorted =
        samples.stream().mapToLong(s -> s.endNanos() - s.beginNanos()).sorted().toArray();
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1_000_000;
  }

  /** Version to percent, {@code v1 79.6 % v2 20.4 %}. */
  String versions() {
    Map<String, Long> counts =
        samples.stream()
            .filter(sample -> !sample.version().isEmpty())
            .collect(Collectors.groupingBy(Sample::version, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(e -> "%s %.0f %%".formatted(e.getKey(), 100.0 * e.getValue() / samples.size()))
        .collect(Collectors.joining("  "));
  }

  @Override
  public String toString() {
    return "%4d pages  reviews %-26s failed %d  p50 %d ms  p99 %d ms"
        .formatted(size(), versions(), failed(), percentileMillis(50), percentileMillis(99));
  }
}
