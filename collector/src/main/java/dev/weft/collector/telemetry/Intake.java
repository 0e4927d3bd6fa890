package dev.weft.collector.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
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
      case TRACES ->
          counters.received(signal, traces.add(ExportTraceServiceRequest.parseFrom(body)));
      case METRICS ->
          counters.received(signal, points(ExportMetricsServiceRequest.parseFrom(body)));
    }
    forwarder.forward(signal, body);
  }

  private static int points(ExportMetricsServiceRequest request) {
    return request.getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .mapToInt(scope -> scope.getMetricsCount())
        .sum();
  }
}
