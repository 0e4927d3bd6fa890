package dev.weft.collector.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLinkTest {
  @Test
  void anAddressWithoutAPlaceForTheIdIsThatOfJaegersPage() {
    assertThat(TraceLink.template(TraceLink.parse("http://jaeger:16686")))
        .isEqualTo("http://jaeger:16686/trace/{traceId}");
    assertThat(TraceLink.template(TraceLink.parse("https://x.example/jaeger/")))
        .isEqualTo("https://x.example/jaeger/trace/{traceId}");
  }

  @Test
  void aTemplateIsTakenAsItIs() {
    String tempo = "https://grafana.example/explore?left=%5B%22tempo%22,%22{traceId}%22%5D";
    assertThat(TraceLink.template(TraceLink.parse(tempo))).isEqualTo(tempo);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert('{traceId}')",
        "data:text/html,{traceId}",
        "jaeger:16686",
        "/trace/{traceId}",
        "http://user:secret@jaeger/{traceId}",
        "http://{traceId} /",
        ""
      })
  void whatIsNoAddressOfAWebPageIsRefused(String text) {
    assertThatThrownBy(() -> TraceLink.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected http://host:port");
  }
}
