package dev.weft.agent.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's settings, as environment variables ({@code OTEL_TRACES_SAMPLER}) or system
 * properties ({@code otel.traces.sampler}); the property wins.
 *
 * @param exportSpans false: {@code OTEL_SDK_DISABLED=true} or {@code OTEL_TRACES_EXPORTER=none}
 * @param traces where spans are sent to
 * @param endpointGiven whether a user named it; otherwise it is the collector's
 * @param metrics null: a user has named no endpoint for them, or wants none
 * @param sampler which new traces are recorded
 * @param samplerRatio 0 to 1, for the ratio samplers
 * @param propagators names in the order given
 * @param resourceAttributes decoded, without {@code service.name}
 * @param queueSize spans held until exported, from 1; what comes beyond is dropped and counted
 * @param batchSize spans in one export, 1 to {@code queueSize}
 * @param delayMillis longest time a span waits for its export, from 1
 */
public record TelemetrySettings(
    boolean exportSpans,
    OtlpTarget traces,
    boolean endpointGiven,
    @Nullable MetricsSettings metrics,
    Sampler sampler,
    double samplerRatio,
    List<String> propagators,
    Map<String, String> resourceAttributes,
    int queueSize,
    int batchSize,
    int delayMillis) {

  public TelemetrySettings {
    propagators = List.copyOf(propagators);
    resourceAttributes = Map.copyOf(resourceAttributes);
  }

  /** {@code OTEL_TRACES_SAMPLER}. The parent-based ones follow the caller where there is one. */
  public enum Sampler {
    ALWAYS_ON("always_on", false),
    ALWAYS_OFF("always_off", false),
    RATIO("traceidratio", false),
    PARENT_ALWAYS_ON("parentbased_always_on", true),
    PARENT_ALWAYS_OFF("parentbased_always_off", true),
    PARENT_RATIO("parentbased_traceidratio", true);

    private final String text;
    private final boolean parentBased;

    Sampler(String text, boolean parentBased) {
      this.text = text;
      this.parentBased = parentBased;
    }

    /** As users write it. */
    public String text() {
      return text;
    }

    public boolean parentBased() {
      return parentBased;
    }
  }

  /** Share of new traces to record, 0 to 1. */
  public double rootRatio() {
    return switch (sampler) {
      case ALWAYS_ON, PARENT_ALWAYS_ON -> 1;
      case ALWAYS_OFF, PARENT_ALWAYS_OFF -> 0;
      case RATIO, PARENT_RATIO -> samplerRatio;
    };
  }

  /** Without the headers' values. */
  @Override
  public String toString() {
    return "TelemetrySettings[endpoint=".concat(traces.endpoint()).concat("]");
  }
}
