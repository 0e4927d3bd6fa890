package dev.weft.core.trace;

import dev.weft.core.context.Hex;
import dev.weft.core.context.TraceContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One finished piece of a sampled trace, as it goes to the exporter. Filled by one thread at a
 * time; not changed any more once the sink has it.
 */
public final class Span {
  private final Kind kind;
  private final TraceContext trace;
  private final long parentSpanId;
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private String name = "";
  private boolean error;
  private long startEpochNanos;
  private long endEpochNanos;

  Span(Kind kind, TraceContext trace, long parentSpanId) {
    this.kind = kind;
    this.trace = trace;
    this.parentSpanId = parentSpanId;
  }

  /** Which side of a call it tells of. */
  public enum Kind {
    CLIENT,
    SERVER
  }

  public Kind kind() {
    return kind;
  }

  /** Its own place: trace id, span id, flags, trace state. */
  public TraceContext trace() {
    return trace;
  }

  /** 32 hexadecimal digits. */
  public String traceId() {
    return trace.traceId();
  }

  /** 16 hexadecimal digits. */
  public String spanId() {
    return Hex.of(trace.spanId());
  }

  /** 16 hexadecimal digits; null: the trace begins here. */
  public @Nullable String parentSpanId() {
    return parentSpanId == 0 ? null : Hex.of(parentSpanId);
  }

  public String name() {
    return name;
  }

  /** By OpenTelemetry's names; values are {@code String}, {@code Long} or {@code Boolean}. */
  public Map<String, Object> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  /** Whether its status is Error; otherwise it is unset. */
  public boolean isError() {
    return error;
  }

  public long startEpochNanos() {
    return startEpochNanos;
  }

  public long endEpochNanos() {
    return endEpochNanos;
  }

  void name(String text) {
    name = text;
  }

  void set(String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      attributes.put(key, value);
    }
  }

  void set(String key, long value) {
    attributes.put(key, value);
  }

  void error(String type) {
    error = true;
    attributes.put("error.type", type);
  }

  void time(long start, long end) {
    startEpochNanos = start;
    endEpochNanos = end;
  }
}
