package dev.weft.collector.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.weft.collector.json.Tree;
import dev.weft.collector.traces.TraceId;
import dev.weft.collector.traces.TraceLimits;
import dev.weft.collector.traces.TraceStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@code SameAnswersIT} does not compare with the real Jaeger. */
class JaegerQueryTest {
  private static final long BEGIN = 1_700_000_000_000_000_000L;

  private final TraceStore store =
      new TraceStore(
          new TraceLimits(256L * 1024 * 1024, Duration.ofHours(1)),
          () -> 0,
          new SimpleMeterRegistry());
  private final JaegerQuery query = new JaegerQuery(store);

  private static ByteString bytes(int size, long value) {
    return ByteString.copyFrom(ByteBuffer.allocate(size).putLong(size - 8, value).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Span.Builder span(long trace, long id, long parent) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16, trace))
            .setSpanId(bytes(8, id))
            .setName("n")
            .setStartTimeUnixNano(BEGIN + id)
            .setEndTimeUnixNano(BEGIN + id + 1_000);
    return parent == 0 ? span : span.setParentSpanId(bytes(8, parent));
  }

  private void add(String service, Consumer<ScopeSpans.Builder> spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    spans.accept(scope);
    store.add(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder().addAttributes(text("service.name", service)))
                    .addScopeSpans(scope))
            .build());
  }

  private static Search search(Map<String, String> tags, int limit) {
    return new Search("a", "", tags, 0, Long.MAX_VALUE, 0, 0, limit, false);
  }

  private int found(Map<String, String> tags) {
    return query.find(search(tags, 100)).traces().size();
  }

  @Test
  void errorsAreFoundByTheirTag() {
    add(
        "a",
        spans ->
            spans
                .addSpans(span(1, 1, 0))
                .addSpans(
                    span(2, 1, 0)
                        .setStatus(
                            Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))));
    assertThat(found(Map.of())).isEqualTo(2);
    assertThat(query.find(search(Map.of("error", "true"), 9)).traces())
        .extracting(trace -> trace.get("traceID"))
        .containsExactly("0000000000000002");
    assertThat(query.find(search(Map.of("error", "false"), 9)).traces())
        .extracting(trace -> trace.get("traceID"))
        .containsExactly("0000000000000001");
  }

  @Test
  void aKeyThatIsOnlyAPartOfAnotherIsNotFound() {
    add(
        "a",
        spans ->
            spans.addSpans(
                span(1, 1, 0)
                    .addAttributes(text("user.id.hash", "7"))
                    .addEvents(Span.Event.newBuilder().addAttributes(text("deep", "yes")))));
    assertThat(found(Map.of("user.id", "7"))).isZero();
    assertThat(found(Map.of("user.id.hash", "7"))).isEqualTo(1);
    assertThat(found(Map.of("user.id.hash", "8"))).isZero();
    assertThat(found(Map.of("deep", "yes"))).isEqualTo(1);
    assertThat(found(Map.of("", ""))).isZero();
  }

  @Test
  void anAnswerHasRoomForSoManySpansAndSaysWhatItLeftOut() {
    for (int trace = 1; trace <= 5; trace++) {
      int id = trace;
      add(
          "a",
          spans -> {
            for (int i = 1; i <= 6_000; i++) {
              spans.addSpans(span(id, i, 0));
            }
          });
    }
    JaegerQuery.Found found = query.find(search(Map.of(), 100));
    assertThat(found.traces()).hasSize(3);
    assertThat(found.leftOut()).isEqualTo(2);
    assertThat(query.find(search(Map.of(), 3)).leftOut()).isZero();
  }

  @Test
  void aTraceAsDeepAsItIsLongIsAnswered() {
    add(
        "a",
        spans -> {
          for (int i = 1; i <= 9_000; i++) {
            spans.addSpans(span(1, i, i - 1));
          }
        });
    Map<String, Object> trace = query.trace(new TraceId(0, 1), false);
    assertThat(Tree.list(trace, "spans")).hasSize(9_000);
    assertThat(query.dependencies(0, Long.MAX_VALUE / 1_000, "").get(0))
        .containsEntry("parent", "a")
        .containsEntry("child", "a")
        .containsEntry("callCount", 8_999L);
  }

  @Test
  void aCircleOfSpansEnds() {
    add("a", spans -> spans.addSpans(span(1, 1, 2)).addSpans(span(1, 2, 1)));
    assertThat(Tree.list(query.trace(new TraceId(0, 1), false), "spans")).hasSize(2);
  }

  @Test
  void valuesNestedAsDeepAsProtobufReadsThemAreWritten() {
    AnyValue value = AnyValue.newBuilder().setStringValue("x").build();
    for (int i = 0; i < 40; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    AnyValue deep = value;
    add(
        "a",
        spans ->
            spans.addSpans(
                span(1, 1, 0).addAttributes(KeyValue.newBuilder().setKey("deep").setValue(deep))));
    assertThat(found(Map.of("deep", "[".repeat(40) + "\"x\"" + "]".repeat(40)))).isEqualTo(1);
  }
}
