package dev.weft.collector.server;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.server.ServerBuilder;
import dev.weft.collector.api.Api;
import dev.weft.collector.jaeger.JaegerQuery;
import dev.weft.collector.metrics.TrafficStore;
import dev.weft.collector.telemetry.Forwarder;
import dev.weft.collector.telemetry.Intake;
import dev.weft.collector.telemetry.MetricsService;
import dev.weft.collector.telemetry.OtlpGrpcService;
import dev.weft.collector.telemetry.OtlpHttpService;
import dev.weft.collector.telemetry.Signal;
import dev.weft.collector.telemetry.TelemetryCounters;
import dev.weft.collector.time.Clock;
import dev.weft.collector.time.ThreadLoop;
import dev.weft.collector.traces.TraceLimits;
import dev.weft.collector.traces.TraceStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything about traces and metrics, put together. */
final class Telemetry implements AutoCloseable {
  private final PrometheusMeterRegistry registry;
  private final TrafficStore traffic;
  private final TelemetryCounters counters;
  private final TraceStore traces;
  private final Intake intake;
  private final ThreadLoop loop;
  private final JvmGcMetrics garbage = new JvmGcMetrics();

  Telemetry(@Nullable String endpoint, TraceLimits limits, Clock clock) {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbage.bindTo(registry);
    traffic = new TrafficStore(clock, registry);
    counters = new TelemetryCounters(registry);
    traces = new TraceStore(limits, clock, registry);
    loop = new ThreadLoop("weft-forward", clock);
    Forwarder forwarder =
        new Forwarder(endpoint, loop, new SecureRandom(), counters, ClientFactory::ofDefault);
    intake = new Intake(traces, forwarder, counters);
    gauge(
        "weft.collector.otlp.forward.queue", "Requests that wait to be sent on", forwarder::depth);
  }

  void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(name, value).description(help).register(registry);
  }

  /** Counts what was turned away, by one of a few words. */
  Consumer<String> refusals() {
    return reason ->
        Counter.builder("weft.collector.refused")
            .description("Requests and channels that were turned away")
            .tag("reason", reason)
            .register(registry)
            .increment();
  }

  TrafficStore traffic() {
    return traffic;
  }

  MetricsService metrics() {
    return new MetricsService(traffic::exposition, registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  JaegerQuery query() {
    return new JaegerQuery(traces);
  }

  OtlpHttpService http(Signal signal) {
    return new OtlpHttpService(signal, intake, counters);
  }

  /** gRPC's paths; the others belong to the API. */
  void bindGrpc(ServerBuilder server) {
    for (Signal signal : Signal.values()) {
      server
          .route()
          .post(signal.grpcPath())
          .maxRequestLength(4L * Api.MAX_TELEMETRY_BYTES)
          .build(new OtlpGrpcService(signal, intake, counters));
    }
  }

  @Override
  public void close() {
    loop.close();
    garbage.close();
    registry.close();
  }
}
