package dev.weft.collector.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.collector.traces.TraceStore;
import dev.weft.policy.tree.MalformedTreeException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/** Where telemetry goes once it is unpacked: checked, stored, forwarded. Thread-safe. */
public final class Intake {
  private final TraceStore traces;
  private final Forwarder forwarder;
  private final TelemetryCounters counters;

  public Intake(TraceStore traces, Forwarder forwarder, TelemetryCounters counters) {
    this.traces = traces;
    this.forwarder = forwarder;
    this.counters = counters;
  }

  /**
   * @param body protobuf
   * @throws InvalidProtocolBufferException if it is not what {@code signal} says
   */
  void accept(Signal signal, byte[] body) throws InvalidProtocolBufferException {
    switch (signal) {
      case TRACES -> taken(ExportTraceServiceRequest.parseFrom(body));
      case METRICS -> taken(ExportMetricsServiceRequest.parseFrom(body));
    }
    forwarder.forward(signal, body);
  }

  /**
   * As {@link #accept}, of OTLP's JSON; it is forwarded as protobuf.
   *
   * @throws MalformedTreeException if it is not what {@code signal} says
   */
  void acceptJson(Signal signal, String body) throws MalformedTreeException {
    byte[] binary =
        switch (signal) {
          case TRACES -> {
            ExportTraceServiceRequest request =
                OtlpJson.read(body, ExportTraceServiceRequest.newBuilder()).build();
            taken(request);
            yield request.toByteArray();
          }
          case METRICS -> {
            ExportMetricsServiceRequest request =
                OtlpJson.read(body, ExportMetricsServiceRequest.newBuilder()).build();
            taken(request);
            yield request.toByteArray();
          }
        };
    forwarder.forward(signal, binary);
  }

  private void taken(ExportTraceServiceRequest request) {
    counters.received(Signal.TRACES, traces.add(request));
  }

  private void taken(ExportMetricsServiceRequest request) {
    counters.received(Signal.METRICS, points(request));
  }

  private static int points(ExportMetricsServiceRequest request) {
    return request.getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .mapToInt(scope -> scope.getMetricsCount())
        .sum();
  }
}
