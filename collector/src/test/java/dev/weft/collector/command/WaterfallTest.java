package dev.weft.collector.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Json;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaterfallTest {
  private final List<String> spans = new ArrayList<>();

  private void span(
      String id, String parent, String process, String name, long start, long micros, String tags) {
    String references =
        parent.isEmpty()
            ? ""
            : "{'refType': 'CHILD_OF', 'traceID': 'ff', 'spanID': '%s'}".formatted(parent);
    spans.add(
        """
        {'traceID': 'ff', 'spanID': '%s', 'operationName': '%s', 'references': [%s],
         'startTime': %d, 'duration': %d, 'tags': [%s], 'processID': '%s'}
        """
            .formatted(
                id, name, references, 1_700_000_000_000_000L + start, micros, tags, process));
  }

  private static String tag(String key, String value) {
    return "{'key': '%s', 'type': 'string', 'value': '%s'}".formatted(key, value);
  }

  private List<String> lines(boolean colours) {
    String json =
        "{'traceID': 'ff', 'spans': [%s], 'processes': {'p1': {'serviceName': 'web'}, 'p2': {'serviceName': 'reviews'}}}"
            .formatted(String.join(",", spans))
            .replace('\'', '"');
    StringWriter text = new StringWriter();
    try {
      new Waterfall(Json.parse(json), 120, colours).print(new PrintWriter(text));
    } catch (MalformedTreeException e) {
      throw new AssertionError(json, e);
    }
    return text.toString().lines().toList();
  }

  private void retriedCall() {
    span("1", "", "p1", "GET /page", 0, 100_000, tag("http.response.status_code", "200"));
    span(
        "3",
        "1",
        "p1",
        "GET",
        50_000,
        40_000,
        tag("weft.attempt", "2") + "," + tag("http.response.status_code", "200"));
    span(
        "2",
        "1",
        "p1",
        "GET",
        10_000,
        25_000,
        tag("error", "true")
            + ","
            + tag("weft.flags", "UF")
            + ","
            + tag("weft.subset", "v1")
            + ","
            + tag("error.type", "java.net.ConnectException"));
    span("4", "3", "p2", "GET /reviews", 55_000, 800, "");
  }

  @Test
  void spansStandBelowTheirParentsByTimeWithAttemptsAndFlags() {
    retriedCall();
    List<String> lines = lines(false);
    assertThat(lines.get(0))
        .isEqualTo(
            "Trace ff   2023-11-14T22:13:20Z   100 ms   4 spans   2 services   1 error   1 retry");
    assertThat(lines.get(2))
        .startsWith("web      GET /page  ")
        .contains("█")
        .endsWith("100 ms  200");
    assertThat(lines.get(3))
        .startsWith("web      └ GET ")
        .endsWith("25.0 ms  UF  java.net.ConnectException  subset v1");
    assertThat(lines.get(4)).endsWith("40.0 ms  200  attempt 2");
    assertThat(lines.get(5)).startsWith("reviews    └ GET /reviews").endsWith("800 µs");
    assertThat(lines.get(3).indexOf('█')).isLessThan(lines.get(4).indexOf('█'));
    assertThat(String.join("", lines)).doesNotContain("\u001b");
  }

  @Test
  void coloursAreForTerminals() {
    retriedCall();
    assertThat(lines(true).get(3)).contains("\u001b[31m").contains("\u001b[0m");
    assertThat(lines(true).get(4)).contains("\u001b[33mattempt 2");
  }

  @Test
  void spansWithoutTheirParentAndCirclesAreShownToo() {
    span("1", "9", "p1", "orphan", 0, 10, "");
    span("2", "3", "p1", "round", 0, 10, "");
    span("3", "2", "p1", "and round", 0, 10, "");
    assertThat(lines(false)).hasSize(5).anyMatch(line -> line.contains("orphan"));
  }

  @Test
  void whatOthersNamedCannotActOnTheTerminal() {
    span("1", "", "p1", "\\u001b[2J\\u009b", 0, 10, tag("weft.flags", "\\u001b]0;x"));
    assertThat(String.join("", lines(false)))
        .contains("\\u001b[2J\\u009b")
        .doesNotContain("\u001b")
        .doesNotContain("\u009b");
  }

  @Test
  void aTraceAsDeepAsItIsLongIsShown() {
    for (int i = 1; i <= 5_000; i++) {
      span(Integer.toString(i), i == 1 ? "" : Integer.toString(i - 1), "p1", "n", i, 10, "");
    }
    assertThat(lines(false)).hasSize(5_002);
  }
}
