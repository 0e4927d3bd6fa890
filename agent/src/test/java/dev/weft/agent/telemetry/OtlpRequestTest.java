package dev.weft.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.trace.TestSpans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Read back by OpenTelemetry's own classes. */
class OtlpRequestTest {
  private static ResourceSpans read(
      List<dev.weft.core.trace.Span> spans, Map<String, Object> resource) throws Exception {
    return ExportTraceServiceRequest.parseFrom(new OtlpRequest(resource).of(spans).toBytes())
        .getResourceSpans(0);
  }

  @Test
  void attributesOfEachTypeAndLengthAreReadBack() throws Exception {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int length : new int[] {0, 1, 126, 127, 128, 16_383, 16_384, 3_000_000}) {
      attributes.put("text-" + length, "x".repeat(length));
    }
    attributes.put("text-unicode", "naïve 日本 😀");
    attributes.put("true", true);
    attributes.put("false", false);
    for (long number : new long[] {0, 1, 127, 128, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      attributes.put("number-" + number, number);
    }

    List<KeyValue> read = read(List.of(), attributes).getResource().getAttributesList();

    Map<String, Object> back = new LinkedHashMap<>();
    for (KeyValue value : read) {
      back.put(
          value.getKey(),
          switch (value.getValue().getValueCase()) {
            case STRING_VALUE -> value.getValue().getStringValue();
            case BOOL_VALUE -> value.getValue().getBoolValue();
            case INT_VALUE -> value.getValue().getIntValue();
            default -> "unexpected";
          });
    }
    assertThat(back).isEqualTo(attributes);
  }

  @Test
  void aServerSpanHasItsParentInAnotherProcess() throws Exception {
    ResourceSpans read =
        read(
            List.of(
                TestSpans.server("s", 3, 4),
                TestSpans.client("c", 5, 3),
                TestSpans.server("root", -1, 0)),
            Map.of());

    List<Span> spans = read.getScopeSpans(0).getSpansList();
    assertThat(spans).extracting(Span::getFlags).containsExactly(0x301, 0x101, 0x101);
    assertThat(spans)
        .extracting(Span::getKind)
        .containsExactly(
            Span.SpanKind.SPAN_KIND_SERVER,
            Span.SpanKind.SPAN_KIND_CLIENT,
            Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(spans.get(2).getParentSpanId()).isEmpty();
    assertThat(spans.get(2).getSpanId().toByteArray())
        .containsExactly(-1, -1, -1, -1, -1, -1, -1, -1);
    assertThat(spans.get(1).hasStatus()).isFalse();
    assertThat(spans.get(1).getEndTimeUnixNano()).isEqualTo(2_000);
    assertThat(read.getScopeSpans(0).getScope().getName()).isEqualTo("dev.weft.agent");
  }

  @Test
  void aFullBatchIsReadBackWhole() throws Exception {
    List<dev.weft.core.trace.Span> spans =
        Collections.nCopies(2_048, TestSpans.server("GET /reviews/{id}", 3, 4));

    List<Span> read = read(spans, Map.of()).getScopeSpans(0).getSpansList();

    assertThat(read).hasSize(2_048);
    assertThat(new TreeSet<>(read.stream().map(Span::getName).toList()))
        .containsExactly("GET /reviews/{id}");
  }
}
