package dev.weft.collector.jaeger;

import com.google.protobuf.ByteString;
import dev.weft.collector.jaeger.JaegerSpan.Log;
import dev.weft.collector.jaeger.JaegerSpan.Process;
import dev.weft.collector.jaeger.JaegerSpan.Reference;
import dev.weft.collector.traces.Source;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** OTLP to Jaeger's model, as OpenTelemetry's collector translates it. */
final class Translator {
  private static final String KIND_PREFIX = "SPAN_KIND_";
  private static final String NO_HIGH_HALF = "0000000000000000";

  private Translator() {}

  static JaegerSpan span(Source source, Span span) {
    String traceId = traceId(span.getTraceId());
    long start = span.getStartTimeUnixNano();
    long end = span.getEndTimeUnixNano();
    boolean backwards = Long.compareUnsigned(start, end) >= 0;
    JaegerSpan made =
        new JaegerSpan(
            traceId,
            spanId(span.getSpanId()),
            span.getName(),
            process(source),
            start,
            backwards ? 1 : end - start,
            references(span, traceId),
            tags(source, span),
            new ArrayList<>(span.getEventsList().stream().map(Translator::log).toList()));
    if (backwards) {
      // Jaeger mends this when it takes a span in.
      made.warnings.add(
          "Negative duration detected, sanitizing end timestamp. Original end timestamp: "
              + GoText.time(end)
              + ", adjusted to: "
              + GoText.time(start + 1));
    }
    return made;
  }

  /** Without the upper half where that is zero. */
  static String traceId(ByteString id) {
    String hex = hex(id, 32);
    return hex.startsWith(NO_HIGH_HALF) ? hex.substring(16) : hex;
  }

  static String spanId(ByteString id) {
    return hex(id, 16);
  }

  private static String hex(ByteString bytes, int digits) {
    String hex = HexFormat.of().formatHex(bytes.toByteArray());
    return "0".repeat(Math.max(0, digits - hex.length())) + hex;
  }

  private static Process process(Source source) {
    List<Tag> tags = new ArrayList<>();
    for (KeyValue attribute : source.resource().getAttributesList()) {
      if (!attribute.getKey().equals("service.name")) {
        tags.add(Tag.of(attribute));
      }
    }
    return new Process(source.service(), tags);
  }

  /** {@code client}, {@code server}, ...; empty if it is not said. */
  static String kind(Span.SpanKind kind) {
    String name = kind.name();
    return kind == Span.SpanKind.SPAN_KIND_UNSPECIFIED || !name.startsWith(KIND_PREFIX)
        ? ""
        : name.substring(KIND_PREFIX.length()).toLowerCase(Locale.ROOT);
  }

  private static List<Tag> tags(Source source, Span span) {
    List<Tag> tags = new ArrayList<>();
    String scope = source.scope().getName();
    if (!scope.isEmpty()) {
      tags.add(Tag.text("otel.scope.name", scope));
    }
    String version = source.scope().getVersion();
    if (!version.isEmpty()) {
      tags.add(Tag.text("otel.scope.version", version));
    }
    for (KeyValue attribute : span.getAttributesList()) {
      tags.add(Tag.of(attribute));
    }
    String kind = kind(span.getKind());
    if (!kind.isEmpty()) {
      tags.add(Tag.text("span.kind", kind));
    }
    Status status = span.getStatus();
    if (status.getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
      tags.add(Tag.text("otel.status_code", "ERROR"));
      tags.add(new Tag("error", Tag.Type.BOOL, true));
    } else if (status.getCode() == Status.StatusCode.STATUS_CODE_OK) {
      tags.add(Tag.text("otel.status_code", "OK"));
    }
    if (!status.getMessage().isEmpty()) {
      tags.add(Tag.text("otel.status_description", status.getMessage()));
    }
    if (!span.getTraceState().isEmpty()) {
      tags.add(Tag.text("w3c.tracestate", span.getTraceState()));
    }
    return tags;
  }

  private static List<Reference> references(Span span, String traceId) {
    List<Reference> references = new ArrayList<>();
    String parent = spanId(span.getParentSpanId());
    boolean child = !parent.equals(NO_HIGH_HALF);
    if (child) {
      references.add(new Reference(true, traceId, parent));
    }
    for (Span.Link link : span.getLinksList()) {
      Reference reference =
          new Reference(isChildOf(link), traceId(link.getTraceId()), spanId(link.getSpanId()));
      if (child && reference.traceId().equals(traceId) && reference.spanId().equals(parent)) {
        references.set(0, reference);
      } else {
        references.add(reference);
      }
    }
    return references;
  }

  private static boolean isChildOf(Span.Link link) {
    for (KeyValue attribute : link.getAttributesList()) {
      if (attribute.getKey().equals("opentracing.ref_type")) {
        return attribute.getValue().getStringValue().equals("child_of");
      }
    }
    return false;
  }

  private static Log log(Span.Event event) {
    List<Tag> fields = new ArrayList<>();
    boolean named =
        event.getAttributesList().stream()
            .anyMatch(attribute -> attribute.getKey().equals("event"));
    if (!event.getName().isEmpty() && !named) {
      fields.add(Tag.text("event", event.getName()));
    }
    event.getAttributesList().forEach(attribute -> fields.add(Tag.of(attribute)));
    return new Log(event.getTimeUnixNano(), fields);
  }
}
