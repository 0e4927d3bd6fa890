package dev.weft.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads OpenTelemetry's settings; their meaning and defaults are those of its specification. */
final class OtelParser {
  private static final String OTLP = "otel.exporter.otlp.";
  private static final String TRACES = "traces";
  private static final String METRICS = "metrics";
  private static final Set<String> PROPAGATORS =
      Set.of("tracecontext", "baggage", "b3", "b3multi", "none");
  private static final int DEFAULT_TIMEOUT_MILLIS = 10_000;
  private static final int DEFAULT_QUEUE = 2048;
  private static final int DEFAULT_BATCH = 512;

  /**
   * The specification says 5,000. Spans of a call that was just made are what a user looks for
   * first, so they leave sooner.
   */
  private static final int DEFAULT_DELAY_MILLIS = 1_000;

  private static final int DEFAULT_INTERVAL_MILLIS = 60_000;

  private final Sources sources;
  private final Values values;
  private final Map<String, String> resource;

  OtelParser(Sources sources) {
    this.sources = sources;
    this.values = new Values(sources);
    this.resource = pairs("OTEL_RESOURCE_ATTRIBUTES", sources.otel("otel.resource.attributes"));
  }

  /** {@code OTEL_SERVICE_NAME}, else {@code service.name} of the resource; null: neither is set. */
  @Nullable String serviceName() {
    String name = sources.otel("otel.service.name");
    return name != null ? name : resource.get("service.name");
  }

  TelemetrySettings parse(String collector) {
    boolean sdkDisabled =
        values.bool("OTEL_SDK_DISABLED", sources.otel("otel.sdk.disabled"), false);
    boolean none = exporterIsNone(TRACES);
    String given = endpoint(TRACES);
    OtlpTarget traces = target(TRACES, given != null ? given : collector.concat(path(TRACES)));
    TelemetrySettings.Sampler sampler = sampler();
    Map<String, String> attributes = new LinkedHashMap<>(resource);
    attributes.remove("service.name");
    int queue = integer("otel.bsp.max.queue.size", DEFAULT_QUEUE, 1, 1_000_000);
    return new TelemetrySettings(
        !sdkDisabled && !none,
        traces,
        given != null,
        sdkDisabled ? null : metrics(),
        sampler,
        samplerRatio(sampler),
        propagators(),
        attributes,
        queue,
        Math.min(queue, integer("otel.bsp.max.export.batch.size", DEFAULT_BATCH, 1, 1_000_000)),
        integer("otel.bsp.schedule.delay", DEFAULT_DELAY_MILLIS, 1, 3_600_000));
  }

  /** Null: not wanted. */
  private @Nullable MetricsSettings metrics() {
    boolean none = exporterIsNone(METRICS);
    String endpoint = none ? null : endpoint(METRICS);
    if (endpoint == null) {
      if (!none && sources.otel("otel.metrics.exporter") != null) {
        sources.warn(
            "OTEL_METRICS_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT beside it: none is sent");
      }
      return null;
    }
    return new MetricsSettings(
        target(METRICS, endpoint),
        integer("otel.metric.export.interval", DEFAULT_INTERVAL_MILLIS, 1_000, 86_400_000),
        delta());
  }

  private boolean delta() {
    String name = "otel.exporter.otlp.metrics.temporality.preference";
    String text = sources.otel(name);
    // The specification's words, in whatever case. Of histograms lowmemory is delta.
    if (text == null || text.equalsIgnoreCase("cumulative")) {
      return false;
    }
    if (text.equalsIgnoreCase("delta") || text.equalsIgnoreCase("lowmemory")) {
      return true;
    }
    sources.warn(
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        text,
        "cumulative, delta or lowmemory");
    return false;
  }

  private OtlpTarget target(String signal, String endpoint) {
    checkProtocol(signal);
    Path clientKey = file(signal, "client.key");
    Path clientCertificate = file(signal, "client.certificate");
    if ((clientKey == null) != (clientCertificate == null)) {
      sources.warn(
          "OTEL_EXPORTER_OTLP_CLIENT_KEY and _CLIENT_CERTIFICATE",
          "one of them",
          "both or neither");
      clientKey = null;
      clientCertificate = null;
    }
    return new OtlpTarget(
        endpoint,
        pairs("OTEL_EXPORTER_OTLP_HEADERS", of(signal, "headers")),
        values.integer(
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            of(signal, "timeout"),
            DEFAULT_TIMEOUT_MILLIS,
            1,
            600_000),
        gzip(signal),
        file(signal, "certificate"),
        clientKey,
        clientCertificate);
  }

  private static String path(String signal) {
    return "/v1/".concat(signal);
  }

  private boolean exporterIsNone(String signal) {
    String text = sources.otel("otel.".concat(signal).concat(".exporter"));
    if (text == null || text.equals("otlp")) {
      return false;
    }
    if (!text.equals("none")) {
      sources.warn(variable("OTEL_", signal, "_EXPORTER"), text, "otlp or none");
      return false;
    }
    return true;
  }

  private @Nullable String endpoint(String signal) {
    String own = sources.otel(OTLP.concat(signal).concat(".endpoint"));
    if (own != null) {
      String url = values.url(variable("OTEL_EXPORTER_OTLP_", signal, "_ENDPOINT"), own, "");
      // The signal's own endpoint is used to the letter.
      return url.isEmpty() ? null : own;
    }
    String base = sources.otel("otel.exporter.otlp.endpoint");
    String url = base == null ? "" : values.url("OTEL_EXPORTER_OTLP_ENDPOINT", base, "");
    return url.isEmpty() ? null : url.concat(path(signal));
  }

  private static String variable(String before, String signal, String after) {
    return before.concat(signal.equals(TRACES) ? "TRACES" : "METRICS").concat(after);
  }

  private void checkProtocol(String signal) {
    String text = of(signal, "protocol");
    if (text != null && !text.equals("http/protobuf")) {
      sources.warn("OTEL_EXPORTER_OTLP_PROTOCOL", text, "http/protobuf");
    }
  }

  private boolean gzip(String signal) {
    String text = of(signal, "compression");
    if (text == null || text.equals("none")) {
      return false;
    }
    if (!text.equals("gzip")) {
      sources.warn("OTEL_EXPORTER_OTLP_COMPRESSION", text, "gzip or none");
      return false;
    }
    return true;
  }

  /** A file of the exporter's TLS: {@code certificate}, {@code client.key}, ... */
  private @Nullable Path file(String signal, String name) {
    String text = of(signal, name);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      sources.warn(OTLP.concat(name), text, "a path of this system");
      return null;
    }
  }

  /** The signal's own setting, else that of all signals. */
  private @Nullable String of(String signal, String name) {
    String own = sources.otel(OTLP.concat(signal).concat(".").concat(name));
    return own != null ? own : sources.otel(OTLP.concat(name));
  }

  private TelemetrySettings.Sampler sampler() {
    String text = sources.otel("otel.traces.sampler");
    if (text == null) {
      return TelemetrySettings.Sampler.PARENT_ALWAYS_ON;
    }
    for (TelemetrySettings.Sampler sampler : TelemetrySettings.Sampler.values()) {
      if (sampler.text().equals(text)) {
        return sampler;
      }
    }
    sources.warn(
        "OTEL_TRACES_SAMPLER",
        text,
        "always_on, always_off, traceidratio, or one of these with parentbased_ before it");
    return TelemetrySettings.Sampler.PARENT_ALWAYS_ON;
  }

  private double samplerRatio(TelemetrySettings.Sampler sampler) {
    String text = sources.otel("otel.traces.sampler.arg");
    boolean takesRatio =
        sampler == TelemetrySettings.Sampler.RATIO
            || sampler == TelemetrySettings.Sampler.PARENT_RATIO;
    if (text == null || !takesRatio) {
      return 1;
    }
    try {
      double ratio = Double.parseDouble(text);
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers out of range.
    }
    sources.warn("OTEL_TRACES_SAMPLER_ARG", text, "a number from 0 to 1");
    return 1;
  }

  private List<String> propagators() {
    String text = sources.otel("otel.propagators");
    if (text == null) {
      return List.of("tracecontext", "baggage");
    }
    List<String> names = new ArrayList<>();
    for (String name : Text.split(text, ',')) {
      if (PROPAGATORS.contains(name)) {
        names.add(name);
      } else {
        sources.warn("OTEL_PROPAGATORS", name, "tracecontext, baggage, b3, b3multi or none");
      }
    }
    return names;
  }

  private int integer(String property, int otherwise, int min, int max) {
    return values.integer(property, sources.otel(property), otherwise, min, max);
  }

  /** {@code a=b,c=d}, percent-encoded. Values may be secret, so a bad pair is not shown. */
  private Map<String, String> pairs(String name, @Nullable String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (text != null) {
      for (String part : Text.split(text, ',')) {
        int equals = part.indexOf('=');
        String key = equals <= 0 ? null : Text.percentDecoded(part.substring(0, equals).trim());
        String value = key == null ? null : Text.percentDecoded(part.substring(equals + 1).trim());
        if (key == null || value == null) {
          sources.warn(name, "(not shown)", "name=value pairs separated by commas, %-encoded");
        } else {
          pairs.put(key, value);
        }
      }
    }
    return pairs;
  }
}
