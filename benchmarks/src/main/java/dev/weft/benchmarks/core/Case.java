package dev.weft.benchmarks.core;

import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * One benchmark with its parameters, under the names that results have.
 *
 * @param workload {@code path}, {@code filter}, {@code threads}; or what grows: {@code hosts},
 *     {@code unknown-host}, {@code routes-…}, {@code endpoints-…}, {@code open-calls}
 * @param subject the method; or the size
 * @param params of JMH
 */
record Case(
    String workload, String subject, Class<?> type, String method, Map<String, String> params) {

  /** All there are. */
  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    methods("path", DataPathBenchmark.class, all);
    methods("filter", FilterBenchmark.class, all);
    methods("threads", ThreadsBenchmark.class, all);
    sizes("hosts", "hosts", "hosts", List.of(10, 100, 1_000, 10_000), Map.of(), all);
    sizes("unknown-host", "unknownHost", "hosts", List.of(10, 100, 1_000, 10_000), Map.of(), all);
    for (Matching matching : Matching.values()) {
      sizes(
          "routes-" + text(matching),
          "routes",
          "routes",
          List.of(1, 10, 100, 1_000),
          Map.of("matching", matching.name()),
          all);
    }
    for (LoadBalancer balancer :
        List.of(LoadBalancer.ROUND_ROBIN, LoadBalancer.RANDOM, LoadBalancer.LEAST_REQUEST)) {
      sizes(
          "endpoints-" + text(balancer),
          "endpoints",
          "endpoints",
          List.of(3, 10, 100, 1_000),
          Map.of("balancer", balancer.name()),
          all);
    }
    sizes("open-calls", "open", "open", List.of(1, 100, 10_000), Map.of(), all);
    return all;
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void methods(String workload, Class<?> type, List<Case> to) {
    Stream.of(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .map(method -> method.getName())
        .sorted()
        .forEach(method -> to.add(new Case(workload, method, type, method, Map.of())));
  }

  private static void sizes(
      String workload,
      String method,
      String parameter,
      List<Integer> sizes,
      Map<String, String> further,
      List<Case> to) {
    for (int size : sizes) {
      Map<String, String> params = new TreeMap<>(further);
      params.put(parameter, Integer.toString(size));
      to.add(new Case(workload, Integer.toString(size), GrowthBenchmark.class, method, params));
    }
  }

  /** Of it alone. */
  String include() {
    return "^" + Pattern.quote(type.getName() + "." + method) + "$";
  }

  /** As results and the option {@code --only} name it. */
  String name() {
    return CoreSuite.NAME + "/" + workload + "/" + subject;
  }
}
