package dev.weft.policy.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "10ms, 10000000",
    "1.5s, 1500000000",
    "1h, 3600000000000",
    "1h30m, 5400000000000",
    "0s, 0",
    "0, 0",
    "0.005s, 5000000",
    ".5s, 500000000",
    "1.s, 1000000000",
    "7us, 7000",
    "7\u00b5s, 7000",
    "9ns, 9",
    "-2s, -2000000000"
  })
  void durationsAreReadAsGoWritesThem(String text, long nanos) {
    assertThat(GoDuration.parse(text).toNanos()).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "1d", "1,5s", "1..5s", ".s", "1 s", "1s5", "9999999999h", "apple"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "reviews, true",
    "reviews.default.svc.cluster.local, true",
    "*.example.com, true",
    "*, true",
    "*x, true",
    "EXAMPLE.com, true",
    "foo.*.com, false",
    "a_b, false",
    "-a, false",
    "a..b, false",
    "a b, false",
    "1.2.3.4, false"
  })
  void hostsMayBeginWithAnAsterisk(String text, boolean valid) {
    assertThat(Names.isHostOrWildcard(text)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, true",
    "::1, true",
    "001:db8::, true",
    "256.1.1.1, false",
    "1.2.3, false",
    "1.2.3.4., false",
    "1:2, false",
    "localhost, false",
    "10.0.0.0/8, false"
  })
  void addressesAreNumeric(String text, boolean valid) {
    assertThat(Names.isAddress(text)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, true",
    "10.0.0.0/33, false",
    "fe80::/64, true",
    "1.2.3.4/, false",
    "::1, true"
  })
  void blocksHaveAsManyBitsAsTheirAddress(String text, boolean valid) {
    assertThat(Names.isBlock(text)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "app, true",
    "app.kubernetes.io/name, true",
    "a/b/c, false",
    "'', false",
    "-a, false"
  })
  void labelsHaveKubernetesSyntax(String key, boolean valid) {
    assertThat(Names.isLabelKey(key)).isEqualTo(valid);
  }

  @Test
  void statusesHaveNames() {
    assertThat(StatusCodes.grpc("UNAVAILABLE")).isEqualTo(14);
    assertThat(StatusCodes.grpc("OK")).isZero();
    assertThat(StatusCodes.grpc("unavailable")).isEqualTo(-1);
    assertThat(StatusCodes.isHttp(503)).isTrue();
    assertThat(StatusCodes.isHttp(599)).isFalse();
    assertThat(StatusCodes.isHttp(-1)).isFalse();
  }
}
