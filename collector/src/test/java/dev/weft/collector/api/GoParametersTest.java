package dev.weft.collector.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.api.GoParameters.WrongException;
import dev.weft.collector.traces.TraceId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real Jaeger answered to the same, see {@code SameAnswersIT}. */
class GoParametersTest {

  @ParameterizedTest
  @CsvSource({
    "100ms, 100000000",
    "1.5h2m, 5520000000000",
    ".5s, 500000000",
    "1us, 1000",
    "1µs, 1000",
    "-1s, -1000000000",
    "0, 0",
    "'', 0"
  })
  void durationsAreGos(String text, long nanos) throws Exception {
    assertThat(GoParameters.duration("minDuration", text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | time: invalid duration \"x\"",
        "5 | time: missing unit in duration \"5\"",
        "5x | time: unknown unit \"x\" in duration \"5x\"",
        ". | time: invalid duration \".\"",
        "9999999h | time: invalid duration \"9999999h\"",
      })
  void whatIsNoDurationIsSaidInJaegersWords(String text, String message) {
    assertThatThrownBy(() -> GoParameters.duration("minDuration", text))
        .isInstanceOf(WrongException.class)
        .hasMessage("unable to parse param 'minDuration': " + message);
  }

  @Test
  void numbersHaveBounds() throws Exception {
    assertThat(GoParameters.integer("+7", 32, 0)).isEqualTo(7);
    assertThat(GoParameters.integer("", 32, 9)).isEqualTo(9);
    assertThat(GoParameters.integer("-2147483648", 32, 9)).isEqualTo(Integer.MIN_VALUE);
    assertThatThrownBy(() -> GoParameters.integer("2147483648", 32, 0))
        .hasMessage("strconv.ParseInt: parsing \"2147483648\": value out of range");
    assertThatThrownBy(() -> GoParameters.named("end", "1.5", 0))
        .hasMessage(
            "unable to parse param 'end': strconv.ParseInt: parsing \"1.5\": invalid syntax");
    assertThatThrownBy(() -> GoParameters.integer("9".repeat(4_000), 64, 0))
        .isInstanceOf(WrongException.class);
  }

  @Test
  void traceIdsMayBeShort() throws Exception {
    assertThat(GoParameters.traceId("ff")).isEqualTo(new TraceId(0, 255));
    assertThat(GoParameters.traceId("1" + "0".repeat(16))).isEqualTo(new TraceId(1, 0));
    assertThat(GoParameters.traceId("f".repeat(32))).isEqualTo(new TraceId(-1, -1));
    assertThatThrownBy(() -> GoParameters.traceId("1".repeat(33)))
        .hasMessageStartingWith("TraceID cannot be longer than 32 hex characters");
    assertThatThrownBy(() -> GoParameters.traceId("")).isInstanceOf(WrongException.class);
    assertThatThrownBy(() -> GoParameters.traceId("-1"))
        .hasMessage("strconv.ParseUint: parsing \"-1\": invalid syntax");
  }

  @Test
  void tagsComeAsPairsAndAsJson() throws Exception {
    assertThat(GoParameters.tags(List.of("a:b:c"), List.of("{\"d\":\"e\"}", "{\"f\":null}")))
        .containsEntry("a", "b:c")
        .containsEntry("d", "e")
        .containsEntry("f", "");
    assertThatThrownBy(() -> GoParameters.tags(List.of("a"), List.of()))
        .hasMessage("malformed 'tag' parameter, expecting key:value, received: a");
    assertThatThrownBy(() -> GoParameters.tags(List.of(), List.of("{\"a\":1}")))
        .hasMessageEndingWith("json: cannot unmarshal number into Go value of type string");
    assertThatThrownBy(() -> GoParameters.tags(List.of(), List.of("x")))
        .hasMessageEndingWith("invalid character 'x' looking for beginning of value");
  }
}
