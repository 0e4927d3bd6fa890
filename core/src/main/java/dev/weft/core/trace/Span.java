package dev.weft.core.trace;

import dev.weft.core.context.Hex;
import dev.weft.core.context.TraceContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One finished piece of a sampled trace, as it goes to the exporter. Filled by one thread at a
 * time; not changed any more once the sink has it.
 */
public final class Span {
  /** Room for the twelve attributes of a call that went well. */
  private static final int INITIAL = 2 * 12;

  private final Kind kind;
  private final TraceContext trace;
  private final long parentSpanId;
  // Keys, which are constants, and their values in turn: a map of a dozen costs four times as much.
  private Object[] attributes = new Object[INITIAL];
  private int size;
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

  /** 0: the trace begins here. */
  public long parentId() {
    return parentSpanId;
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
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < attributeCount(); i++) {
      map.put(attributeKey(i), attributeValue(i));
    }
    return Collections.unmodifiableMap(map);
  }

  /**
   * How many there are; {@link #attributeKey} and {@link #attributeValue} give them without a map.
   */
  public int attributeCount() {
    return size / 2;
  }

  public String attributeKey(int index) {
    return (String) attributes[2 * index];
  }

  public Object attributeValue(int index) {
    return attributes[2 * index + 1];
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
      put(key, value);
    }
  }

  void set(String key, long value) {
    put(key, value);
  }

  void set(String key, Long value) {
    put(key, value);
  }

  private void put(String key, Object value) {
    for (int i = 0; i < size; i += 2) {
      // A key is a constant, the same object wherever it is written: none of them is looked into.
      if (attributes[i] == key) {
        attributes[i + 1] = value;
        return;
      }
    }
    if (size == attributes.length) {
      attributes = Arrays.copyOf(attributes, 2 * size);
    }
    attributes[size++] = key;
    attributes[size++] = value;
  }

  void error(String type) {
    error = true;
    put("error.type", type);
  }

  void time(long start, long end) {
    startEpochNanos = start;
    endEpochNanos = end;
  }
}
