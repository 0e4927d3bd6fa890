package dev.weft.collector.telemetry;

import java.util.Locale;

/** What OTLP carries here. */
public enum Signal {
  TRACES("/opentelemetry.proto.collector.trace.v1.TraceService/Export"),
  METRICS("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");

  private final String grpcPath;

  Signal(String grpcPath) {
    this.grpcPath = grpcPath;
  }

  /** {@code /v1/traces}, {@code /v1/metrics}: OTLP's own paths. */
  public String httpPath() {
    return "/v1/" + word();
  }

  public String grpcPath() {
    return grpcPath;
  }

  /** {@code traces}, {@code metrics}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
