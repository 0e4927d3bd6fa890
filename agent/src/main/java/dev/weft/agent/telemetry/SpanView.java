package dev.weft.agent.telemetry;

import dev.weft.core.context.TraceContext;
import dev.weft.core.trace.Span;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span of the core as OpenTelemetry's exporter reads it. */
final class SpanView implements SpanData {
  static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("dev.weft.agent");

  private final Span span;
  private final Resource resource;
  private final SpanContext context;
  private final Attributes attributes;

  SpanView(Span span, Resource resource) {
    this.span = span;
    this.resource = resource;
    TraceContext trace = span.trace();
    this.context =
        SpanContext.create(
            span.traceId(),
            span.spanId(),
            TraceFlags.fromByte((byte) trace.flags()),
            state(trace.traceState()));
    this.attributes = attributes(span.attributes());
  }

  static Resource resource(Map<String, Object> attributes) {
    return Resource.create(attributes(attributes));
  }

  static Attributes attributes(Map<String, Object> from) {
    AttributesBuilder builder = Attributes.builder();
    for (Map.Entry<String, Object> e : from.entrySet()) {
      Object value = e.getValue();
      if (value instanceof Long number) {
        builder.put(e.getKey(), number.longValue());
      } else if (value instanceof Boolean flag) {
        builder.put(e.getKey(), flag.booleanValue());
      } else {
        builder.put(e.getKey(), value.toString());
      }
    }
    return builder.build();
  }

  /** Entries that are not well-formed are passed over by the builder. */
  private static TraceState state(@Nullable String header) {
    if (header == null) {
      return TraceState.getDefault();
    }
    TraceStateBuilder builder = TraceState.builder();
    String[] entries = header.split(",");
    // The builder puts each new entry first.
    for (int i = entries.length - 1; i >= 0; i--) {
      int equals = entries[i].indexOf('=');
      if (equals > 0) {
        builder.put(entries[i].substring(0, equals).strip(), entries[i].substring(equals + 1));
      }
    }
    return builder.build();
  }

  @Override
  public String getName() {
    return span.name();
  }

  @Override
  public SpanKind getKind() {
    return switch (span.kind()) {
      case CLIENT -> SpanKind.CLIENT;
      case SERVER -> SpanKind.SERVER;
    };
  }

  @Override
  public SpanContext getSpanContext() {
    return context;
  }

  @Override
  public SpanContext getParentSpanContext() {
    String parent = span.parentSpanId();
    if (parent == null) {
      return SpanContext.getInvalid();
    }
    return span.kind() == Span.Kind.SERVER
        ? SpanContext.createFromRemoteParent(
            context.getTraceId(), parent, context.getTraceFlags(), context.getTraceState())
        : SpanContext.create(
            context.getTraceId(), parent, context.getTraceFlags(), context.getTraceState());
  }

  @Override
  public StatusData getStatus() {
    return span.isError() ? StatusData.error() : StatusData.unset();
  }

  @Override
  public long getStartEpochNanos() {
    return span.startEpochNanos();
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return List.of();
  }

  @Override
  public List<LinkData> getLinks() {
    return List.of();
  }

  @Override
  public long getEndEpochNanos() {
    return span.endEpochNanos();
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalRecordedEvents() {
    return 0;
  }

  @Override
  public int getTotalRecordedLinks() {
    return 0;
  }

  @Override
  public int getTotalAttributeCount() {
    return attributes.size();
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SCOPE;
  }

  /** Superseded by the scope, but without a default. */
  @Override
  @Deprecated
  @SuppressWarnings("deprecation")
  public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.empty();
  }

  @Override
  public Resource getResource() {
    return resource;
  }
}
