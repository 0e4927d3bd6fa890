package dev.weft.collector.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What became of telemetry, for {@code /metrics}. Thread-safe. */
public final class TelemetryCounters {
  private final Map<Signal, Counter> received = new EnumMap<>(Signal.class);
  private final Map<Signal, Counter> refused = new EnumMap<>(Signal.class);
  private final Map<Signal, Counter> forwarded = new EnumMap<>(Signal.class);
  private final Map<Signal, Counter> dropped = new EnumMap<>(Signal.class);
  private final Counter retries;

  public TelemetryCounters(MeterRegistry registry) {
    for (Signal signal : Signal.values()) {
      received.put(
          signal,
          counter(registry, "items.received", signal, "Spans, or metrics, taken from exporters"));
      refused.put(
          signal,
          counter(registry, "requests.refused", signal, "Requests that were no OTLP or too large"));
      forwarded.put(
          signal, counter(registry, "requests.forwarded", signal, "Requests sent on and accepted"));
      dropped.put(
          signal,
          counter(registry, "requests.dropped", signal, "Requests that could not be sent on"));
    }
    retries =
        Counter.builder("weft.collector.otlp.forward.retries")
            .description("Requests sent on again after a failure")
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, Signal signal, String help) {
    return Counter.builder("weft.collector.otlp." + name)
        .description(help)
        .tag("signal", signal.word())
        .register(registry);
  }

  void received(Signal signal, int items) {
    received.get(signal).increment(items);
  }

  void refused(Signal signal) {
    refused.get(signal).increment();
  }

  void forwarded(Signal signal) {
    forwarded.get(signal).increment();
  }

  void dropped(Signal signal) {
    dropped.get(signal).increment();
  }

  void retried() {
    retries.increment();
  }
}
