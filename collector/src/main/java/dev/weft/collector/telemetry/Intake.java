package dev.weft.collector.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.collector.traces.TraceStore;
import dev.weft.policy.tree.MalformedTreeException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Where telemetry goes once it is unpacked: checked, stored, forwarded. Thread-safe. */
public final class Intake {
  private final TraceStore traces;
  private final Forwarder forwarder;
  private final TelemetryCounters counters;

  /**
   * A request may be 16 MiB unpacked and take some times that while it is read: few are read at a
   * time, which is enough for the cores, and others wait for their turn.
   */
  private final Semaphore turns = new Semaphore(4);

  /** A tree of JSON takes even more. */
  private final Semaphore jsonTurns = new Semaphore(2);

  public Intake(TraceStore traces, Forwarder forwarder, TelemetryCounters counters) {
    this.traces = traces;
    this.forwarder = forwarder;
    this.counters = counters;
  }

  /** Unpacks, reads and answers one request when it is its turn. Blocks. */
  <T> T inTurn(Supplier<T> work) {
    turns.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      turns.release();
    }
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
    jsonTurns.acquireUninterruptibly();
    try {
      switch (signal) {
        case TRACES -> {
          ExportTraceServiceRequest request =
              OtlpJson.read(body, ExportTraceServiceRequest.newBuilder()).build();
          taken(request);
          forwarder.forward(signal, request.toByteArray());
        }
        case METRICS -> {
          ExportMetricsServiceRequest request =
              OtlpJson.read(body, ExportMetricsServiceRequest.newBuilder()).build();
          taken(request);
          forwarder.forward(signal, request.toByteArray());
        }
      }
    } finally {
      jsonTurns.release();
    }
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
