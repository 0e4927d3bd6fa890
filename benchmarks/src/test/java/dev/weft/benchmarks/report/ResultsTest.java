package dev.weft.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final Machine MACHINE = new Machine("a processor", 2, 4096, "Linux 6", List.of());

  @TempDir Path folder;

  @Test
  void whatWasMeasuredIsReadBackFromTheFile() throws IOException {
    Path file = folder.resolve("out/results.json");
    Results results = results("requests", "2026-11-22T19:00:00Z");
    results.add(new Sample("requests", "http-1k", "none", "cpu", "us", 1, 210.5));
    results.add(new Sample("requests", "http-1k", "none", "cpu", "us", 2, 211));
    results.skipped("envoy", "not installed", "benchmarks/peers/envoy.sh");
    results.failed("weft-mtls", "the wire is plaintext");

    results.writeTo(file);

    Suite read = Report.read(file).suites().get("requests");
    assertThat(read.samples())
        .containsExactly(
            new Sample("requests", "http-1k", "none", "cpu", "us", 1, 210.5),
            new Sample("requests", "http-1k", "none", "cpu", "us", 2, 211));
    assertThat(read.skipped())
        .containsExactly(new Skipped("envoy", "not installed", "benchmarks/peers/envoy.sh"));
    assertThat(read.failed()).containsExactly(new Failed("weft-mtls", "the wire is plaintext"));
    assertThat(read.machine()).isEqualTo(MACHINE);
    assertThat(read.commit()).isEqualTo("0123456789");
    assertThat(read.started()).isEqualTo("2026-11-22T19:00:00Z");
    assertThat(read.options()).containsExactly("--quick");
  }

  @Test
  void aSuiteRunAgainIsReplacedAndOthersStay() throws IOException {
    Path file = folder.resolve("results.json");
    Results requests = results("requests", "2026-11-22T10:00:00Z");
    requests.add(new Sample("requests", "http-1k", "none", "cpu", "us", 1, 200));
    requests.writeTo(file);
    Results before = results("startup", "2026-11-22T11:00:00Z");
    before.add(new Sample("startup", "trivial", "idle", "cpu", "ms", 1, 100));
    before.writeTo(file);

    Results again = results("startup", "2026-11-22T12:00:00Z");
    again.add(new Sample("startup", "trivial", "idle", "cpu", "ms", 1, 90));
    again.writeTo(file);

    Report report = Report.read(file);
    assertThat(report.samples())
        .extracting(Sample::suite, Sample::value)
        .containsExactly(tuple("requests", 200.0), tuple("startup", 90.0));
    assertThat(report.suites().get("requests").started()).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(report.suites().get("startup").started()).isEqualTo("2026-11-22T12:00:00Z");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatIsNoneIsRefusedAndKept() throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), "{\"suites\":[");

    assertThatThrownBy(() -> results("core", "2026-11-22T10:00:00Z").writeTo(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("results.json");
    assertThat(file).hasContent("{\"suites\":[");
  }

  @Test
  void valuesThatDoNotBelongAreRefused() {
    Results results = results("core", "2026-11-22T10:00:00Z");
    results.add(new Sample("core", "route", "weft", "time", "ns", 1, 250));

    assertThatThrownBy(() -> results.add(new Sample("core", "route", "weft", "time", "us", 2, 1)))
        .hasMessage("route/weft/time is in us; expected ns");
    assertThatThrownBy(() -> results.add(new Sample("startup", "a", "b", "c", "ms", 1, 1)))
        .hasMessageContaining("'startup'");
    assertThatThrownBy(() -> new Sample("core", "a", "b", "c", "ns", 1, Double.NaN))
        .hasMessage("core/a/b/c is NaN; expected a finite number");
    assertThatThrownBy(() -> new Sample("core", "a", "b", "c", "ns", 0, 1))
        .hasMessageContaining("round is 0");
  }

  private static Results results(String suite, String time) {
    return new Results(
        suite,
        MACHINE,
        "0123456789",
        List.of("--quick"),
        0.5,
        Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }
}
