package dev.weft.collector.server;

import dev.weft.collector.authority.Authority;
import dev.weft.collector.json.Tree;
import dev.weft.collector.time.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the collector tells operators of itself; nothing of it is secret. Thread-safe. */
final class Self {
  private final CollectorOptions options;
  private final MeterRegistry registry;
  private final Authority authority;
  private final long startedMillis;

  Self(CollectorOptions options, MeterRegistry registry, Authority authority, Clock clock) {
    this.options = options;
    this.registry = registry;
    this.authority = authority;
    startedMillis = clock.millis();
  }

  Map<String, Object> tree() {
    return Tree.of(
        "version",
        Self.class.getPackage().getImplementationVersion(),
        "startedAt",
        Instant.ofEpochMilli(startedMillis).toString(),
        "trustDomain",
        authority.trustDomain(),
        "rootFingerprint",
        authority.fingerprint(),
        "rootUntil",
        Instant.ofEpochMilli(authority.untilMillis()).toString(),
        "traces",
        gauge("weft.collector.trace.store.traces"),
        "traceBytes",
        gauge("weft.collector.trace.store.bytes"),
        "traceBytesMost",
        options.traces().bytes(),
        "otlpEndpoint",
        place(options.otlpEndpoint()),
        "requestsWaiting",
        gauge("weft.collector.otlp.forward.queue"),
        "requestsDropped",
        counters("weft.collector.otlp.requests.dropped"));
  }

  /** Without what may be a password in it. */
  private static @Nullable String place(@Nullable String endpoint) {
    if (endpoint == null) {
      return null;
    }
    URI uri = URI.create(endpoint);
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  private long gauge(String name) {
    Gauge gauge = registry.find(name).gauge();
    return gauge == null ? 0 : (long) gauge.value();
  }

  private long counters(String name) {
    return (long) registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }
}
