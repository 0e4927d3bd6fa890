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
  private static final String TRACES_PATH = "/v1/traces";
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
    boolean none = exporterIsNone();
    String given = endpoint();
    checkProtocol();
    TelemetrySettings.Sampler sampler = sampler();
    Map<String, String> attributes = new LinkedHashMap<>(resource);
    attributes.remove("service.name");
    Path clientKey = file("client.key");
    Path clientCertificate = file("client.certificate");
    if ((clientKey == null) != (clientCertificate == null)) {
      sources.warn(
          "OTEL_EXPORTER_OTLP_CLIENT_KEY and _CLIENT_CERTIFICATE",
          "one of them",
          "both or neither");
      clientKey = null;
      clientCertificate = null;
    }
    int queue = integer("otel.bsp.max.queue.size", DEFAULT_QUEUE, 1, 1_000_000);
    return new TelemetrySettings(
        !sdkDisabled && !none,
        given != null ? given : collector.concat(TRACES_PATH),
        given != null,
        headers(),
        integer("otel.exporter.otlp.traces.timeout", "otel.exporter.otlp.timeout"),
        gzip(),
        file("certificate"),
        clientKey,
        clientCertificate,
        sampler,
        samplerRatio(sampler),
        propagators(),
        attributes,
        queue,
        Math.min(queue, integer("otel.bsp.max.export.batch.size", DEFAULT_BATCH, 1, 1_000_000)),
        integer("otel.bsp.schedule.delay", DEFAULT_DELAY_MILLIS, 1, 3_600_000));
  }

  private boolean exporterIsNone() {
    String text = sources.otel("otel.traces.exporter");
    if (text == null || text.equals("otlp")) {
      return false;
    }
    if (!text.equals("none")) {
      sources.warn("OTEL_TRACES_EXPORTER", text, "otlp or none");
      return false;
    }
    return true;
  }

  private @Nullable String endpoint() {
    String traces = sources.otel("otel.exporter.otlp.traces.endpoint");
    if (traces != null) {
      String url = values.url("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces, "");
      // The signal's own endpoint is used to the letter.
      return url.isEmpty() ? null : traces;
    }
    String base = sources.otel("otel.exporter.otlp.endpoint");
    String url = base == null ? "" : values.url("OTEL_EXPORTER_OTLP_ENDPOINT", base, "");
    return url.isEmpty() ? null : url.concat(TRACES_PATH);
  }

  private void checkProtocol() {
    String text = firstOf("otel.exporter.otlp.traces.protocol", "otel.exporter.otlp.protocol");
    if (text != null && !text.equals("http/protobuf")) {
      sources.warn("OTEL_EXPORTER_OTLP_PROTOCOL", text, "http/protobuf");
    }
  }

  private Map<String, String> headers() {
    return pairs(
        "OTEL_EXPORTER_OTLP_HEADERS",
        firstOf("otel.exporter.otlp.traces.headers", "otel.exporter.otlp.headers"));
  }

  private boolean gzip() {
    String text =
        firstOf("otel.exporter.otlp.traces.compression", "otel.exporter.otlp.compression");
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
  private @Nullable Path file(String name) {
    String text = firstOf("otel.exporter.otlp.traces.".concat(name), OTLP.concat(name));
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      sources.warn(OTLP.concat(name), text, "a path of this system");
      return null;
    }
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

  private int integer(String specific, String general) {
    String text = firstOf(specific, general);
    return values.integer("OTEL_EXPORTER_OTLP_TIMEOUT", text, DEFAULT_TIMEOUT_MILLIS, 1, 600_000);
  }

  private int integer(String property, int otherwise, int min, int max) {
    return values.integer(property, sources.otel(property), otherwise, min, max);
  }

  private @Nullable String firstOf(String specific, String general) {
    String text = sources.otel(specific);
    return text != null ? text : sources.otel(general);
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
