package dev.weft.collector.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest traces, in memory: the oldest go when there is no room. Thread-safe. */
public final class TraceStore {
  static final int MAX_TRACES = 2_000;
  static final int MAX_SPANS_OF_A_TRACE = 1_000;

  /** Of the spans as protobuf; as objects they take about three times that. */
  static final long MAX_BYTES = 16L * 1024 * 1024;

  private static final HexFormat HEX = HexFormat.of();

  private final TelemetryCounters counters;
  private final Map<ByteString, Trace> traces = new LinkedHashMap<>();
  private long bytes;

  public TraceStore(TelemetryCounters counters) {
    this.counters = counters;
  }

  /** One span with where it comes from. */
  record Kept(String service, Resource resource, InstrumentationScope scope, Span span) {
    String id() {
      return hex(span.getSpanId());
    }

    String parentId() {
      return hex(span.getParentSpanId());
    }
  }

  /** Spans of one trace, in the order of arrival. */
  static final class Trace {
    final String id;
    private final List<Kept> spans = new ArrayList<>();
    private long bytes;

    private Trace(String id) {
      this.id = id;
    }

    private Trace(Trace other) {
      id = other.id;
      spans.addAll(other.spans);
    }

    List<Kept> spans() {
      return spans;
    }

    long startNanos() {
      return spans.stream().mapToLong(kept -> kept.span().getStartTimeUnixNano()).min().orElse(0);
    }
  }

  /** Returns how many spans there were, kept or not. */
  int add(ExportTraceServiceRequest request) {
    int spans = 0;
    for (ResourceSpans resource : request.getResourceSpansList()) {
      String service = service(resource.getResource());
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          spans++;
          add(new Kept(service, resource.getResource(), scope.getScope(), span));
        }
      }
    }
    return spans;
  }

  private synchronized void add(Kept kept) {
    ByteString id = kept.span().getTraceId();
    if (id.size() != 16 || kept.span().getSpanId().size() != 8) {
      counters.spansNotKept(1);
      return;
    }
    Trace trace = traces.computeIfAbsent(id, key -> new Trace(hex(key)));
    int size = kept.span().getSerializedSize();
    if (trace.spans.size() >= MAX_SPANS_OF_A_TRACE || size > MAX_BYTES / 4) {
      counters.spansNotKept(1);
      return;
    }
    trace.spans.add(kept);
    trace.bytes += size;
    bytes += size;
    while (traces.size() > MAX_TRACES || (bytes > MAX_BYTES && traces.size() > 1)) {
      Trace oldest = traces.remove(traces.keySet().iterator().next());
      bytes -= oldest.bytes;
    }
  }

  /** A copy of all traces, oldest first. */
  synchronized Collection<Trace> all() {
    return traces.values().stream().map(Trace::new).toList();
  }

  /** A copy of one trace. */
  synchronized @Nullable Trace get(String id) {
    // Jaeger takes ids without leading zeros too.
    String full = "0".repeat(Math.max(0, 32 - id.length())) + id;
    try {
      Trace trace = traces.get(ByteString.copyFrom(HEX.parseHex(full)));
      return trace == null ? null : new Trace(trace);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static String hex(ByteString bytes) {
    return HEX.formatHex(bytes.toByteArray());
  }

  private static String service(Resource resource) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals("service.name")) {
        return attribute.getValue().getStringValue();
      }
    }
    return "unknown_service";
  }
}
