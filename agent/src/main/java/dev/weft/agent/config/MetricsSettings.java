package dev.weft.agent.config;

/**
 * How durations of requests are exported as OpenTelemetry metrics.
 *
 * @param intervalMillis from one export to the next, from 1,000
 * @param delta whether each export tells what came since the one before; else since the start
 */
public record MetricsSettings(OtlpTarget target, int intervalMillis, boolean delta) {}
