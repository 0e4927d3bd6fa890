package dev.weft.collector.telemetry;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.telemetry.TraceStore.Kept;
import dev.weft.collector.telemetry.TraceStore.Trace;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces as Jaeger's query API gives them. */
final class JaegerJson {
  private static final String KIND_PREFIX = "SPAN_KIND_";

  private JaegerJson() {}

  static Map<String, Object> trace(Trace trace) {
    Map<String, Object> processes = new LinkedHashMap<>();
    Map<Object, String> ids = new LinkedHashMap<>();
    List<Object> spans = new ArrayList<>();
    for (Kept kept : trace.spans()) {
      String process =
          ids.computeIfAbsent(
              kept.resource(),
              resource -> {
                String id = "p" + (processes.size() + 1);
                processes.put(id, process(kept));
                return id;
              });
      spans.add(span(trace.id, kept, process));
    }
    Map<String, Object> tree = Tree.of("traceID", trace.id, "spans", spans, "processes", processes);
    tree.put("warnings", null);
    return tree;
  }

  private static Map<String, Object> process(Kept kept) {
    return Tree.of(
        "serviceName",
        kept.service(),
        "tags",
        kept.resource().getAttributesList().stream()
            .filter(attribute -> !attribute.getKey().equals("service.name"))
            .map(attribute -> tag(attribute.getKey(), attribute.getValue()))
            .toList());
  }

  private static Map<String, Object> span(String traceId, Kept kept, String process) {
    Span span = kept.span();
    List<Object> references = new ArrayList<>();
    if (!span.getParentSpanId().isEmpty()) {
      references.add(reference("CHILD_OF", traceId, kept.parentId()));
    }
    for (Span.Link link : span.getLinksList()) {
      references.add(
          reference(
              "FOLLOWS_FROM", TraceStore.hex(link.getTraceId()), TraceStore.hex(link.getSpanId())));
    }
    Map<String, Object> tree =
        Tree.of(
            "traceID", traceId,
            "spanID", kept.id(),
            "operationName", span.getName(),
            "references", references,
            "startTime", span.getStartTimeUnixNano() / 1_000,
            "duration", durationMicros(span),
            "tags", tags(kept),
            "logs", span.getEventsList().stream().map(JaegerJson::log).toList(),
            "processID", process);
    tree.put("warnings", null);
    return tree;
  }

  static long durationMicros(Span span) {
    return Math.max(0, span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1_000;
  }

  private static Map<String, Object> reference(String type, String traceId, String spanId) {
    return Tree.of("refType", type, "traceID", traceId, "spanID", spanId);
  }

  /** The span's own attributes and those that Jaeger derives. */
  static List<Map<String, Object>> tags(Kept kept) {
    Span span = kept.span();
    List<Map<String, Object>> tags = new ArrayList<>();
    for (KeyValue attribute : span.getAttributesList()) {
      tags.add(tag(attribute.getKey(), attribute.getValue()));
    }
    String kind = kind(span);
    if (!kind.isEmpty()) {
      tags.add(text("span.kind", kind));
    }
    if (!kept.scope().getName().isEmpty()) {
      tags.add(text("otel.scope.name", kept.scope().getName()));
    }
    if (!kept.scope().getVersion().isEmpty()) {
      tags.add(text("otel.scope.version", kept.scope().getVersion()));
    }
    if (!span.getTraceState().isEmpty()) {
      tags.add(text("w3c.tracestate", span.getTraceState()));
    }
    Status status = span.getStatus();
    if (status.getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
      tags.add(text("otel.status_code", "ERROR"));
      tags.add(Tree.of("key", "error", "type", "bool", "value", true));
    } else if (status.getCode() == Status.StatusCode.STATUS_CODE_OK) {
      tags.add(text("otel.status_code", "OK"));
    }
    if (!status.getMessage().isEmpty()) {
      tags.add(text("otel.status_description", status.getMessage()));
    }
    return tags;
  }

  /** {@code client}, {@code server}, ...; empty if it is not said. */
  static String kind(Span span) {
    String name = span.getKind().name();
    return span.getKind() == Span.SpanKind.SPAN_KIND_UNSPECIFIED || !name.startsWith(KIND_PREFIX)
        ? ""
        : name.substring(KIND_PREFIX.length()).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> log(Span.Event event) {
    List<Object> fields = new ArrayList<>();
    fields.add(text("event", event.getName()));
    for (KeyValue attribute : event.getAttributesList()) {
      fields.add(tag(attribute.getKey(), attribute.getValue()));
    }
    return Tree.of("timestamp", event.getTimeUnixNano() / 1_000, "fields", fields);
  }

  private static Map<String, Object> text(String key, String value) {
    return Tree.of("key", key, "type", "string", "value", value);
  }

  private static Map<String, Object> tag(String key, AnyValue value) {
    return switch (value.getValueCase()) {
      case BOOL_VALUE -> Tree.of("key", key, "type", "bool", "value", value.getBoolValue());
      case INT_VALUE -> Tree.of("key", key, "type", "int64", "value", value.getIntValue());
      case DOUBLE_VALUE -> Tree.of("key", key, "type", "float64", "value", value.getDoubleValue());
      case STRING_VALUE -> text(key, value.getStringValue());
      default -> text(key, Json.write(plain(value)));
    };
  }

  private static @Nullable Object plain(AnyValue value) {
    return switch (value.getValueCase()) {
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(JaegerJson::plain).toList();
      case KVLIST_VALUE -> {
        Map<String, Object> map = new LinkedHashMap<>();
        value
            .getKvlistValue()
            .getValuesList()
            .forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
        yield map;
      }
      case BYTES_VALUE -> TraceStore.hex(value.getBytesValue());
      default -> value.getStringValue();
    };
  }
}
