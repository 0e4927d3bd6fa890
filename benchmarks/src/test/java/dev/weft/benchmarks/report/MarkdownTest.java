package dev.weft.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  private static final Machine MACHINE =
      new Machine("a processor", 2, 24_576, "Linux 6", List.of("17.0.15"));

  @Test
  void whatWasNotMeasuredIsNamedOnlyInTheWholeTable() {
    Map<String, String> sections =
        new Markdown(report("startup", series("jar", "weft", "size", "MB", 2.0))).sections();

    assertThat(sections.get("goals")).contains("agent jar", "full path", "not measured");
    assertThat(sections.get("goals-measured"))
        .contains("| agent jar | ≤ 10.0 MB | 2.0 MB | met |")
        .doesNotContain("full path", "not measured");
  }

  @Test
  void aGoalIsJudgedByWhatIsShown() {
    String goals =
        new Markdown(
                report(
                    "core",
                    series("path", "meshed", "allocated", "B", 200.0004),
                    series("path", "unknownHost", "allocated", "B", 0.6)))
            .sections()
            .get("goals-measured");

    assertThat(goals).contains("| 200 B | met |").contains("| 1 B | **missed** |");
  }

  @Test
  void everyUnitOfFiguresCanBeWritten() {
    for (String unit : List.of("ns", "us", "ms", "B", "kB", "MB", "1/s", "%", "1")) {
      assertThat(Unit.of(unit).text(3)).startsWith("3");
    }
  }

  @Test
  void figuresOfTheCollectorHaveTheirUnits() {
    Map<String, String> sections =
        new Markdown(
                report(
                    "fleet",
                    series("agents-1000", "collector", "push-p99", "ms", 130.0),
                    series("agents-1000", "collector", "rss-alone", "MB", 90.5)))
            .sections();

    assertThat(sections.get("fleet"))
        .contains("| push-p99 | 130 ms |")
        .contains("| rss-alone | 90.5 MB |");
    assertThat(sections.get("goals-measured")).contains("130 ms | met |");
  }

  @Test
  void sizesAreShownAsGrowthAndNotOneByOne() {
    Map<String, String> sections =
        new Markdown(
                report(
                    "core",
                    series("hosts", "10", "cpu", "ns", 200.0),
                    series("hosts", "10", "allocated", "B", 176.0),
                    series("hosts", "100", "cpu", "ns", 205.0),
                    series("hosts", "100", "allocated", "B", 176.0),
                    series("path", "meshed", "cpu", "ns", 207.0),
                    series("path", "meshed", "time", "ns", 210.0),
                    series("path", "meshed", "allocated", "B", 200.0)))
            .sections();

    assertThat(sections.get("growth")).contains("| hosts | 10: 200 · 100: 205 | flat |");
    assertThat(sections.get("core"))
        .contains("| path / meshed | 207 ns | 210 ns | 200 B |")
        .doesNotContain("hosts");
  }

  private static Report report(String suite, Series... series) {
    return new Report(
        Map.of(
            suite,
            new Suite(
                suite,
                "2026-11-29T00:00:00Z",
                "2026-11-29T00:01:00Z",
                "abc",
                List.of(),
                MACHINE,
                0,
                0,
                List.of(),
                List.of(),
                List.of(series))));
  }

  private static Series series(
      String workload, String subject, String figure, String unit, double value) {
    return new Series(workload, subject, figure, unit, List.of(1), List.of(value));
  }
}
