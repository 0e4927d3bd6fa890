package dev.weft.agent.runtime;

import dev.weft.agent.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/** What all spans of this JVM say of it, by OpenTelemetry's names. */
final class SpanResource {
  private SpanResource() {}

  static Map<String, Object> of(Settings settings) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("service.namespace", settings.namespace());
    String version = settings.labels().get("version");
    if (version != null) {
      attributes.put("service.version", version);
    }
    attributes.put("process.pid", ProcessHandle.current().pid());
    attributes.put("telemetry.sdk.language", "java");
    attributes.put("telemetry.sdk.name", "opentelemetry");
    attributes.put("telemetry.distro.name", "weft");
    // The user's own words win, but for the name, by which policy and graph know the service.
    attributes.putAll(settings.telemetry().resourceAttributes());
    attributes.put("service.name", settings.service());
    return attributes;
  }
}
