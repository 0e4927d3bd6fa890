package dev.weft.collector.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TraceStoreTest {
  private static final long MIB = 1024 * 1024;
  private static final long MILLISECOND = 1_000_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
  private final TraceStore store =
      new TraceStore(new TraceLimits(4 * MIB, Duration.ofHours(1)), now::get, registry);

  private static final Consumer<Span.Builder> PLAIN = span -> {};

  private static void error(Span.Builder span) {
    span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
  }

  private static void retried(Span.Builder span) {
    span.addAttributes(
        KeyValue.newBuilder()
            .setKey("weft.attempt")
            .setValue(AnyValue.newBuilder().setIntValue(2)));
  }

  private void add(long trace, long id, String name, Consumer<Span.Builder> more) {
    add("web", trace, id, name, MILLISECOND, more);
  }

  private void add(
      String service, long trace, long id, String name, long nanos, Consumer<Span.Builder> more) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(8, trace).array()))
            .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array()))
            .setName(name)
            .setStartTimeUnixNano(1_000)
            .setEndTimeUnixNano(1_000 + nanos);
    more.accept(span);
    KeyValue.Builder name1 =
        KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setStringValue(service));
    store.add(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder().addAttributes(name1))
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
            .build());
  }

  private static Consumer<Span.Builder> filled(int bytes) {
    return span ->
        span.addAttributes(
            KeyValue.newBuilder()
                .setKey("x")
                .setValue(AnyValue.newBuilder().setStringValue("x".repeat(bytes))));
  }

  private boolean has(long trace) {
    return store.get(new TraceId(0, trace)) != null;
  }

  private double counter(String name, String... tags) {
    return registry.get("weft.collector.trace.store." + name).tags(tags).counter().count();
  }

  @Test
  void theOldestTraceGoesWhenThereIsNoRoomAndIsCounted() {
    for (int i = 1; i <= 80; i++) {
      add(i, 1, "GET", filled(100_000));
    }
    assertThat(has(80)).isTrue();
    assertThat(has(1)).isFalse();
    int kept = store.newestFirst().size();
    assertThat(kept).isBetween(35, 41);
    assertThat(counter("traces.evicted", "notable", "no")).isEqualTo(80 - kept);
    assertThat(registry.get("weft.collector.trace.store.bytes").gauge().value())
        .isBetween(3.5 * MIB, 4.0 * MIB);
  }

  @Test
  void errorsRetriesAndTheSlowestStayLongest() {
    for (int i = 0; i < 300; i++) {
      add(1_000 + i, 1, "GET", PLAIN);
    }
    add(1, 1, "GET", TraceStoreTest::error);
    add(2, 1, "GET", TraceStoreTest::retried);
    add("web", 3, 1, "GET", 500 * MILLISECOND, PLAIN);
    add(4, 1, "GET", PLAIN);
    for (int i = 1; i <= 80; i++) {
      add(100 + i, 1, "GET", filled(100_000));
    }
    assertThat(has(1)).as("with an error").isTrue();
    assertThat(has(2)).as("with a retry").isTrue();
    assertThat(has(3)).as("slow").isTrue();
    assertThat(has(4)).as("plain").isFalse();
  }

  @Test
  void aTraceWhoseErrorComesLateIsKeptToo() {
    add(1, 1, "GET", PLAIN);
    add(1, 2, "GET", TraceStoreTest::error);
    for (int i = 1; i <= 80; i++) {
      add(100 + i, 1, "GET", filled(100_000));
    }
    assertThat(store.get(new TraceId(0, 1)).spans()).hasSize(2);
  }

  @Test
  void errorsLeaveRoomForOthers() {
    for (int i = 1; i <= 80; i++) {
      add(i, 1, "GET", filled(100_000).andThen(TraceStoreTest::error));
    }
    for (int i = 101; i <= 108; i++) {
      add(i, 1, "GET", filled(100_000));
    }
    assertThat(has(80)).isTrue();
    assertThat(has(101)).isTrue();
    assertThat(counter("traces.evicted", "notable", "yes")).isGreaterThan(40);
  }

  @Test
  void whatIsTooOldGoes() {
    add(1, 1, "GET", PLAIN);
    add(2, 1, "GET", TraceStoreTest::error);
    now.addAndGet(Duration.ofMinutes(30).toMillis());
    add(3, 1, "POST", PLAIN);
    now.addAndGet(Duration.ofMinutes(31).toMillis());
    assertThat(store.newestFirst()).hasSize(1);
    assertThat(has(3)).isTrue();
    assertThat(store.operations("web"))
        .extracting(TraceStore.NamedOperation::name)
        .containsExactly("POST");
  }

  @Test
  void servicesAndOperationsGoWithTheirLastSpan() {
    add("a", 1, 1, "one", MILLISECOND, PLAIN);
    add("a", 1, 2, "two", MILLISECOND, PLAIN);
    add("b", 2, 1, "three", MILLISECOND, PLAIN);
    assertThat(store.services()).containsExactly("a", "b");
    assertThat(store.operations("a")).hasSize(2);
    now.addAndGet(Duration.ofHours(2).toMillis());
    assertThat(store.newestFirst()).isEmpty();
    assertThat(store.services()).isEmpty();
    assertThat(store.operations("a")).isEmpty();
    assertThat(registry.get("weft.collector.trace.store.bytes").gauge().value()).isZero();
  }

  @Test
  void aTraceWithoutEndKeepsItsFirstSpansAndWhatIsDroppedIsCounted() {
    for (int i = 1; i <= TraceStore.MAX_SPANS_OF_A_TRACE; i++) {
      add(1, i, "n", PLAIN);
    }
    int kept = store.get(new TraceId(0, 1)).size();
    assertThat(kept).isLessThan(TraceStore.MAX_SPANS_OF_A_TRACE);
    assertThat(counter("spans.dropped")).isEqualTo(TraceStore.MAX_SPANS_OF_A_TRACE - kept);
    add(2, 1, "n", span -> span.setTraceId(ByteString.copyFromUtf8("short")));
    add(3, 1, "n", filled(TraceStore.MAX_SPAN_BYTES));
    assertThat(has(3)).isFalse();
    assertThat(counter("spans.dropped")).isEqualTo(TraceStore.MAX_SPANS_OF_A_TRACE - kept + 2);
  }

  @Test
  void whatALargeResourceTakesIsCountedWhileASpanOfItIsKept() {
    String large = "s".repeat(200_000);
    for (int i = 1; i <= 40; i++) {
      add(large + i, 2 * i, 1, "GET", MILLISECOND, PLAIN);
      add(large + i, 2 * i + 1, 1, "GET", MILLISECOND, TraceStoreTest::error);
    }
    assertThat(store.services().size()).isLessThan(8);
    assertThat(registry.get("weft.collector.trace.store.bytes").gauge().value())
        .isLessThan(4.0 * MIB);
    now.addAndGet(Duration.ofHours(2).toMillis());
    assertThat(store.newestFirst()).isEmpty();
    assertThat(registry.get("weft.collector.trace.store.bytes").gauge().value()).isZero();
  }

  @Test
  void endlessNamesAreBoundedAsSpansAre() {
    for (int i = 1; i <= 30_000; i++) {
      add("s" + i, i, 1, "n" + i, MILLISECOND, PLAIN);
    }
    assertThat(store.services().size()).isLessThan(10_000).isEqualTo(store.newestFirst().size());
  }
}
