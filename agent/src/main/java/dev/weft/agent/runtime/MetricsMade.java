package dev.weft.agent.runtime;

import dev.weft.agent.config.MetricsSettings;
import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import dev.weft.agent.telemetry.MetricExport;
import dev.weft.agent.telemetry.OtlpMetrics;
import dev.weft.core.measure.RequestDurations;
import dev.weft.core.time.Clock;
import java.util.concurrent.TimeUnit;

/** Apart from the runtime, whose verification would load the types of who wants no metrics. */
final class MetricsMade {
  private MetricsMade() {}

  static MetricExport of(
      Settings settings,
      MetricsSettings wanted,
      RequestDurations durations,
      Clock clock,
      AgentLog log) {
    long begun = MeshRuntime.epochNanos();
    return new MetricExport(
        TimeUnit.MILLISECONDS.toNanos(wanted.intervalMillis()),
        () -> new OtlpMetrics(wanted, SpanResource.of(settings), durations, begun, clock, log),
        MeshRuntime::epochNanos,
        clock,
        log);
  }
}
