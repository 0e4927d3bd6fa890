package dev.weft.benchmarks.requests;

import dev.weft.benchmarks.process.CpuTime;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.report.Sample;
import java.util.Map;

/**
 * Turns windows into samples of one subject and round.
 *
 * <p>{@code cpu}: user and system time of client, servers and proxies, without the JIT's threads,
 * with the garbage collector's; {@code cpu-jit}, {@code cpu-gc} and {@code cpu-collector} apart.
 */
record Figures(Results results, String workload, String subject, int round) {
  static final String SUITE = "requests";

  private static final double NANOS_PER_MICRO = 1e3;

  /**
   * At a constant rate.
   *
   * @param first whether this is the load's first rate, at which {@code cpu} is taken
   */
  void open(Window window, int rate, boolean first) {
    Answer answer = window.answer();
    String at = "-at-" + rate;
    for (String percentile : new String[] {"p50", "p90", "p99", "p999"}) {
      add(percentile + at, "us", answer.number(percentile) / NANOS_PER_MICRO);
    }
    add("rate" + at, "1/s", perSecond(answer));
    cpu(window, first ? "" : at);
    if (first) {
      window
          .allocatedBytes()
          .forEach((part, bytes) -> add("allocated-" + part, "B", each(window, bytes)));
      long sum = window.allocatedBytes().values().stream().mapToLong(Long::longValue).sum();
      add("allocated", "B", each(window, sum));
    }
  }

  /** As fast as it goes. */
  void closed(Window window) {
    add("throughput", "1/s", perSecond(window.answer()));
    cpu(window, "-saturated");
  }

  private void cpu(Window window, String suffix) {
    CpuTime all = window.counted();
    add("cpu" + suffix, "us", micros(window, all.withoutJit()));
    add("cpu-jit" + suffix, "us", micros(window, all.jit()));
    add("cpu-gc" + suffix, "us", micros(window, all.gc()));
    for (Map.Entry<String, CpuTime> part : window.cpu().entrySet()) {
      add("cpu-" + part.getKey() + suffix, "us", micros(window, part.getValue().withoutJit()));
    }
  }

  void add(String figure, String unit, double value) {
    results.add(new Sample(SUITE, workload, subject, figure, unit, round, value));
  }

  private static double perSecond(Answer answer) {
    return answer.number("requests") * 1e9 / answer.number("nanos");
  }

  private static double micros(Window window, long nanos) {
    return each(window, nanos) / NANOS_PER_MICRO;
  }

  private static double each(Window window, long amount) {
    return (double) amount / window.answer().number("requests");
  }
}
