package dev.weft.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.OtlpTarget;
import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.trace.Span;
import dev.weft.core.trace.TestSpans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SpanExportTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final AgentLog log = new AgentLog(Settings.LogLevel.WARN, new PrintStream(said, true));
  private OtlpReceiver receiver;
  private SpanExport export;

  @BeforeEach
  void startReceiver() throws Exception {
    receiver = new OtlpReceiver();
  }

  @AfterEach
  void stop() {
    if (export != null) {
      export.close();
    }
    receiver.close();
  }

  private SpanExport export(int queue, int batch, SpanExport.SpanBatches batches) {
    export = new SpanExport(queue, batch, 1_000_000, () -> batches, System::nanoTime, log);
    return export;
  }

  /** The ways spans leave: to the collector, or to an endpoint of the user's. */
  private enum To {
    COLLECTOR,
    ENDPOINT
  }

  private SpanExport.SpanBatches otlp(To to, Map<String, String> env) {
    Map<String, String> all = new HashMap<>(env);
    all.put(to == To.COLLECTOR ? "WEFT_COLLECTOR" : "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url());
    OtlpTarget target =
        Settings.parse("service=reviews", all, new Properties()).telemetry().traces();
    Map<String, Object> resource = Map.of("service.name", "reviews", "process.pid", 7L);
    return to == To.COLLECTOR
        ? new CollectorSpans(target, null, resource, System::nanoTime, log)
        : new OtlpBatches(target, resource, System::nanoTime, log);
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void spansArriveAsOtlpWithAllTheySay(To to) throws Exception {
    export(100, 10, otlp(to, Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20x")))
        .accept(TestSpans.server("GET /reviews/{id}", 3, 4));

    ExportTraceServiceRequest request = receiver.await();
    ResourceSpans resource = request.getResourceSpans(0);
    assertThat(resource.getResource().getAttributesList())
        .extracting(KeyValue::getKey)
        .containsExactlyInAnyOrder("service.name", "process.pid");
    io.opentelemetry.proto.trace.v1.Span span = resource.getScopeSpans(0).getSpans(0);
    assertThat(span.getName()).isEqualTo("GET /reviews/{id}");
    assertThat(span.getTraceId().toByteArray())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2);
    assertThat(span.getSpanId().toByteArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 3);
    assertThat(span.getParentSpanId().toByteArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 4);
    assertThat(span.getTraceState()).isEqualTo("a=1,b=2");
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(span.getAttributesList())
        .filteredOn(a -> a.getKey().equals("http.response.status_code"))
        .singleElement()
        .satisfies(a -> assertThat(a.getValue().getIntValue()).isEqualTo(503));
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1_000);
    assertThat(receiver.headers.take()).isEqualTo("Bearer x application/x-protobuf");
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void aRootSpanHasNoParent(To to) throws Exception {
    export(100, 10, otlp(to, Map.of("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")))
        .accept(TestSpans.client("GET", 3, 0));

    assertThat(receiver.await().getResourceSpans(0).getScopeSpans(0).getSpans(0).getParentSpanId())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void aBusyReceiverIsAskedAgainAndNothingIsLost(To to) throws Exception {
    receiver.answers.add(503);
    receiver.answers.add(429);
    export(100, 10, otlp(to, Map.of())).accept(TestSpans.client("GET", 3, 0));

    receiver.await();
    receiver.await();
    receiver.await();
    export.close();
    assertThat(export.dropped()).isZero();
    assertThat(said.toString("UTF-8")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void aRefusalIsFinalCountedAndSaidOnce(To to) throws Exception {
    receiver.answers.add(400);
    receiver.answers.add(400);
    export(100, 1, otlp(to, Map.of())).accept(TestSpans.client("GET", 3, 0));
    export.accept(TestSpans.client("GET", 4, 0));
    receiver.await();
    receiver.await();
    export.close();

    assertThat(export.dropped()).isEqualTo(2);
    assertThat(said.toString("UTF-8").lines()).hasSize(1);
  }

  @Test
  void theCallerIsNeverHeldUpAndWhatIsTooMuchIsCounted() throws Exception {
    CountDownLatch exporting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    LinkedBlockingQueue<Span> exported = new LinkedBlockingQueue<>();
    export(
        4,
        1,
        (spans, until) -> {
          exporting.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            return false;
          }
          exported.addAll(spans);
          return true;
        });
    export.accept(TestSpans.client("0", 1, 0));
    assertThat(exporting.await(20, TimeUnit.SECONDS)).isTrue();

    for (int i = 1; i <= 10; i++) {
      export.accept(TestSpans.client(String.valueOf(i), 1, 0));
    }

    assertThat(export.dropped()).isEqualTo(6);
    goOn.countDown();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      names.add(exported.poll(20, TimeUnit.SECONDS).name());
    }
    assertThat(names).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void aFullBatchDoesNotWaitForTheDelay() throws Exception {
    LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    export =
        new SpanExport(
            100,
            10,
            TimeUnit.HOURS.toNanos(1),
            () ->
                (spans, until) -> {
                  sizes.add(spans.size());
                  return true;
                },
            System::nanoTime,
            log);

    for (int i = 0; i < 30; i++) {
      export.accept(TestSpans.client("GET", 3, 0));
    }

    for (int i = 0; i < 3; i++) {
      assertThat(sizes.poll(20, TimeUnit.SECONDS)).isEqualTo(10);
    }
    assertThat(sizes).isEmpty();
  }

  @Test
  void closingExportsWhatIsThere() throws Exception {
    SpanExport slow =
        new SpanExport(
            100,
            100,
            TimeUnit.HOURS.toNanos(1),
            () -> otlp(To.COLLECTOR, Map.of()),
            System::nanoTime,
            log);
    slow.accept(TestSpans.client("GET", 3, 0));
    slow.accept(TestSpans.client("GET", 4, 0));
    slow.close();

    assertThat(receiver.await().getResourceSpans(0).getScopeSpans(0).getSpansCount()).isEqualTo(2);
    slow.accept(TestSpans.client("late", 5, 0));
    assertThat(slow.dropped()).isEqualTo(1);
  }

  @Test
  void nothingIsMadeBeforeTheFirstSpan() {
    AtomicInteger made = new AtomicInteger();
    SpanExport idle =
        new SpanExport(
            10,
            10,
            1,
            () -> {
              made.incrementAndGet();
              return (spans, until) -> true;
            },
            System::nanoTime,
            log);
    idle.close();
    assertThat(made).hasValue(0);
  }
}
