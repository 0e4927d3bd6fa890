package dev.weft.collector.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "-999, -999ns",
    "1000, 1µs",
    "1500, 1.5µs",
    "-5000001, -5.000001ms",
    "1000000000, 1s",
    "61500000000, 1m1.5s",
    "3600000000000, 1h0m0s",
    "5400000000001, 1h30m0.000000001s"
  })
  void durations(long nanos, String text) {
    assertThat(GoText.duration(nanos)).isEqualTo(text);
  }

  @Test
  void times() {
    assertThat(GoText.time(0)).isEqualTo("1970-01-01 00:00:00 +0000 UTC");
    assertThat(GoText.time(1_700_000_000_205_000_000L))
        .isEqualTo("2023-11-14 22:13:20.205 +0000 UTC");
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1.5",
    "100, 100",
    "1e-9, 1e-9",
    "0.000001, 0.000001",
    "1e21, 1e+21",
    "123456789012, 123456789012",
    "-0.25, -0.25",
    "0, 0"
  })
  void numbersAsTheyAreSearchedFor(double number, String text) {
    assertThat(Values.number(number)).isEqualTo(text);
  }
}
