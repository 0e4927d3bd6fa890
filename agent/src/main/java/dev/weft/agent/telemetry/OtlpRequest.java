package dev.weft.agent.telemetry;

import dev.weft.core.context.TraceContext;
import dev.weft.core.trace.Span;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans as OTLP's {@code ExportTraceServiceRequest} (opentelemetry-proto 1.x, stable). Written by
 * hand: OpenTelemetry's exporter brings 230 classes, java.util.logging among them, which a JVM that
 * has just started pays for at its first span. Writes each into the room of the one before. Not
 * thread-safe.
 */
final class OtlpRequest {
  private static final String SCOPE = "dev.weft.agent";

  // Field numbers, by message.
  private static final int REQUEST_RESOURCE_SPANS = 1;
  private static final int RESOURCE_SPANS_RESOURCE = 1;
  private static final int RESOURCE_SPANS_SCOPE_SPANS = 2;
  private static final int RESOURCE_ATTRIBUTES = 1;
  private static final int SCOPE_SPANS_SCOPE = 1;
  private static final int SCOPE_SPANS_SPANS = 2;
  private static final int SCOPE_NAME = 1;
  private static final int SPAN_TRACE_ID = 1;
  private static final int SPAN_SPAN_ID = 2;
  private static final int SPAN_TRACE_STATE = 3;
  private static final int SPAN_PARENT_SPAN_ID = 4;
  private static final int SPAN_NAME = 5;
  private static final int SPAN_KIND = 6;
  private static final int SPAN_START = 7;
  private static final int SPAN_END = 8;
  private static final int SPAN_ATTRIBUTES = 9;
  private static final int SPAN_STATUS = 15;
  private static final int SPAN_FLAGS = 16;
  private static final int STATUS_CODE = 3;
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int VALUE_STRING = 1;
  private static final int VALUE_BOOL = 2;
  private static final int VALUE_INT = 3;

  private static final int KIND_SERVER = 2;
  private static final int KIND_CLIENT = 3;
  private static final int STATUS_ERROR = 2;

  /** {@code SpanFlags}: it is known whether the parent is in another process, and it is. */
  private static final int HAS_IS_REMOTE = 0x100;

  private static final int IS_REMOTE = 0x200;

  private final Map<String, Object> resource;
  private final ProtoWriter out = new ProtoWriter();

  /**
   * @param resource attributes of all spans: {@code String}, {@code Long} or {@code Boolean}
   */
  OtlpRequest(Map<String, Object> resource) {
    this.resource = resource;
  }

  /** The message, until the next is written. */
  ProtoWriter of(List<Span> spans) {
    out.clear();
    int ofResource = out.begin(REQUEST_RESOURCE_SPANS);
    int attributes = out.begin(RESOURCE_SPANS_RESOURCE);
    attributes(out, RESOURCE_ATTRIBUTES, resource);
    out.end(attributes);
    int ofScope = out.begin(RESOURCE_SPANS_SCOPE_SPANS);
    int scope = out.begin(SCOPE_SPANS_SCOPE);
    out.text(SCOPE_NAME, SCOPE);
    out.end(scope);
    for (int i = 0; i < spans.size(); i++) {
      int message = out.begin(SCOPE_SPANS_SPANS);
      span(out, spans.get(i));
      out.end(message);
    }
    out.end(ofScope);
    out.end(ofResource);
    return out;
  }

  /** Gives back the room of the last message. */
  void release() {
    out.release();
  }

  private static void span(ProtoWriter out, Span span) {
    boolean server = span.kind() == Span.Kind.SERVER;
    TraceContext trace = span.trace();
    out.id(SPAN_TRACE_ID, trace.traceIdHigh(), trace.traceIdLow());
    out.id(SPAN_SPAN_ID, trace.spanId());
    text(out, SPAN_TRACE_STATE, trace.traceState());
    boolean child = span.parentId() != 0;
    if (child) {
      out.id(SPAN_PARENT_SPAN_ID, span.parentId());
    }
    out.text(SPAN_NAME, span.name());
    out.number(SPAN_KIND, server ? KIND_SERVER : KIND_CLIENT);
    out.fixed64(SPAN_START, span.startEpochNanos());
    out.fixed64(SPAN_END, span.endEpochNanos());
    for (int i = 0; i < span.attributeCount(); i++) {
      attribute(out, SPAN_ATTRIBUTES, span.attributeKey(i), span.attributeValue(i));
    }
    if (span.isError()) {
      int status = out.begin(SPAN_STATUS);
      out.number(STATUS_CODE, STATUS_ERROR);
      out.end(status);
    }
    int remote = server && child ? IS_REMOTE : 0;
    out.fixed32(SPAN_FLAGS, trace.flags() & 0xff | HAS_IS_REMOTE | remote);
  }

  private static void text(ProtoWriter out, int field, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      out.text(field, text);
    }
  }

  private static void attributes(ProtoWriter out, int field, Map<String, Object> attributes) {
    for (Map.Entry<String, Object> e : attributes.entrySet()) {
      attribute(out, field, e.getKey(), e.getValue());
    }
  }

  private static void attribute(ProtoWriter out, int field, String key, Object of) {
    int attribute = out.begin(field);
    out.text(KEY, key);
    int value = out.begin(VALUE);
    if (of instanceof Long number) {
      out.number(VALUE_INT, number);
    } else if (of instanceof Boolean flag) {
      out.number(VALUE_BOOL, flag ? 1 : 0);
    } else {
      out.text(VALUE_STRING, of.toString());
    }
    out.end(value);
    out.end(attribute);
  }
}
