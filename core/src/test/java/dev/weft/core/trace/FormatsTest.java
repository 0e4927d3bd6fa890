package dev.weft.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.context.TraceContext;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  private static final String GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void aGoodTraceParentIsReadAndWrittenTheSame() {
    TraceContext trace = TraceContext.parse(GOOD, "a=1");
    assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(trace.isSampled()).isTrue();
    assertThat(trace.traceParent()).isEqualTo(GOOD);
    assertThat(trace.child(1, false).traceParent())
        .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-0000000000000001-00");
    assertThat(trace.child(1, true).traceState()).isEqualTo("a=1");
  }

  @Test
  void aLaterVersionMayHaveMore() {
    assertThat(TraceContext.parse("cc" + GOOD.substring(2) + "-what", null)).isNotNull();
    assertThat(TraceContext.parse("cc" + GOOD.substring(2), null).traceParent()).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      })
  void anyOtherIsAsIfItWereNotThere(String value) {
    assertThat(TraceContext.parse(value, null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1, true",
    "8448eb211c80319c-b7ad6b7169203331-d, true",
    "8448eb211c80319c-b7ad6b7169203331-0, false",
    "8448EB211C80319C-b7ad6b7169203331-1-05e3ac9a4f6e3b90, true",
    "8448eb211c80319c-b7ad6b7169203331, false"
  })
  void aSingleHeaderOfZipkinIsRead(String value, boolean sampled) {
    TraceContext trace = Propagation.parse("b3").extract(Map.of("b3", value)::get);
    assertThat(trace.isSampled()).isEqualTo(sampled);
    assertThat(trace.traceId()).endsWith("8448eb211c80319c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "x-y-1", "8448eb211c80319c-0000000000000000-1", "-"})
  void anyOtherZipkinHeaderIsAsIfItWereNotThere(String value) {
    assertThat(Propagation.parse("b3").extract(Map.of("b3", value)::get)).isNull();
  }

  @Test
  void anEndlessBaggageIsNotHandedOn() {
    Propagation both = Propagation.DEFAULT;
    String endless = "k=" + "v".repeat(9000);
    assertThat(both.extract(Map.of("traceparent", GOOD, "baggage", endless)::get).baggage())
        .isNull();
    assertThat(both.extract(Map.of("traceparent", GOOD, "baggage", "k=v")::get).baggage())
        .isEqualTo("k=v");
  }

  @Test
  void unknownSettingsAreRefusedByName() {
    assertThatThrownBy(() -> Propagation.parse("tracecontext,xray"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'xray'")
        .hasMessageContaining("tracecontext, baggage, b3, b3multi or none");
    assertThatThrownBy(() -> Sampler.parse("sometimes", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'sometimes'");
    assertThatThrownBy(() -> Sampler.parse("traceidratio", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> Sampler.parse("traceidratio", "half"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'half'");
  }

  @Test
  void aRatioIsAShareOfTheTraceIds() {
    Sampler tenth = Sampler.parse("parentbased_traceidratio", "0.1");
    SplittableRandom random = new SplittableRandom(3);
    int sampled = 0;
    for (int i = 0; i < 100_000; i++) {
      sampled += tenth.samples(random.nextLong()) ? 1 : 0;
    }
    assertThat(sampled).isBetween(9_700, 10_300);
    assertThat(Sampler.parse("always_off", null).samples(1)).isFalse();
    assertThat(Sampler.parse("always_on", null).samples(Long.MIN_VALUE)).isTrue();
    TraceContext unsampled = TraceContext.parse(GOOD.substring(0, 53) + "00", null);
    assertThat(Sampler.parse("always_on", null).samples(unsampled)).isTrue();
    assertThat(Sampler.parse("parentbased_always_on", null).samples(unsampled)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "/a?x=1, /a?x=1",
    "/a?X-Amz-Signature=abc&y, /a?X-Amz-Signature=REDACTED&y",
    "/a?sig, /a?sig",
    "/a?asig=1, /a?asig=1"
  })
  void secretParametersAreNotShown(String path, String shown) {
    assertThat(Urls.redacted(path)).isEqualTo(shown);
  }

  @Test
  void credentialsAreNotShown() {
    assertThat(Urls.full("http", "user:pass@host:80", "/"))
        .isEqualTo("http://REDACTED:REDACTED@host:80/");
  }
}
