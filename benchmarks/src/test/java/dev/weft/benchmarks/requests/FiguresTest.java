package dev.weft.benchmarks.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.benchmarks.process.CpuTime;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.report.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Window WINDOW =
      new Window(
          Answer.parse(
              "requests=100 errors=0 nanos=500000000 p50=200000 p90=300000 p99=400000 p999=500000"
                  + " max=9"),
          Map.of(
              "client", new CpuTime(30_000_000, 5_000_000, 1_000_000),
              "server", new CpuTime(20_000_000, 0, 2_000_000),
              "proxy", new CpuTime(10_000_000, 0, 0),
              "collector", new CpuTime(7_000_000, 1_000_000, 0)),
          Map.of("client", 5_000L, "server", 3_000L));

  private Results results;

  @BeforeEach
  void begin() throws IOException {
    results =
        Results.begin(
            "requests", List.of(Path.of(System.getProperty("java.home"))), Path.of(""), List.of());
  }

  @Test
  void cpuIsThatOfAllProcessesButTheCollectorWithoutTheCompilersThreads() throws IOException {
    new Figures(results, "http", "none", 1).open(WINDOW, 1_000, true);
    assertThat(values())
        .containsEntry("cpu", 550.0)
        .containsEntry("cpu-jit", 50.0)
        .containsEntry("cpu-gc", 30.0)
        .containsEntry("cpu-client", 250.0)
        .containsEntry("cpu-server", 200.0)
        .containsEntry("cpu-proxy", 100.0)
        .containsEntry("cpu-collector", 60.0);
  }

  @Test
  void latenciesAreMicrosecondsAndNamedByTheirRate() throws IOException {
    new Figures(results, "http", "none", 1).open(WINDOW, 2_000, false);
    assertThat(values())
        .containsEntry("p99-at-2000", 400.0)
        .containsEntry("rate-at-2000", 200.0)
        .containsEntry("cpu-at-2000", 550.0)
        .doesNotContainKeys("cpu", "allocated");
  }

  @Test
  void allocationIsBytesARequestOfAllAndOfEachPart() throws IOException {
    new Figures(results, "http", "none", 1).open(WINDOW, 1_000, true);
    assertThat(values())
        .containsEntry("allocated", 80.0)
        .containsEntry("allocated-client", 50.0)
        .containsEntry("allocated-server", 30.0);
  }

  private Map<String, Double> values() throws IOException {
    return results.suite().series().stream()
        .collect(Collectors.toMap(Series::figure, each -> each.values().get(0)));
  }
}
