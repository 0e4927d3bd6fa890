package dev.weft.collector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TraceStoreTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TraceStore store = new TraceStore(new TelemetryCounters(registry));

  @Test
  void theOldestTraceGoesWhenThereIsNoRoom() {
    for (int i = 1; i <= TraceStore.MAX_TRACES + 5; i++) {
      store.add(span(i, 1, ""));
    }
    assertThat(store.all()).hasSize(TraceStore.MAX_TRACES);
    assertThat(store.get("5")).isNull();
    assertThat(store.get("6")).isNotNull();
  }

  @Test
  void bytesAreBoundedToo() {
    String large = "x".repeat(1024 * 1024);
    for (int i = 1; i <= 40; i++) {
      store.add(span(i, 1, large));
    }
    assertThat(store.all()).hasSizeBetween(10, 16);
  }

  @Test
  void aTraceWithoutEndKeepsItsFirstSpans() {
    for (int i = 1; i <= TraceStore.MAX_SPANS_OF_A_TRACE + 3; i++) {
      store.add(span(1, i, ""));
    }
    assertThat(store.get("1").spans()).hasSize(TraceStore.MAX_SPANS_OF_A_TRACE);
    assertThat(registry.get("weft.collector.trace.store.spans.dropped").counter().count())
        .isEqualTo(3);
  }

  @Test
  void anIdThatIsNoneIsNotFound() {
    assertThat(store.get("zz")).isNull();
    assertThat(store.get("0".repeat(99))).isNull();
  }

  private static ExportTraceServiceRequest span(long trace, long id, String name) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(
                                    ByteString.copyFrom(
                                        ByteBuffer.allocate(16).putLong(8, trace).array()))
                                .setSpanId(
                                    ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array()))
                                .setName(name))))
        .build();
  }
}
