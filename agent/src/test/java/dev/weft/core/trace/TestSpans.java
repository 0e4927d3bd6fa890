package dev.weft.core.trace;

import dev.weft.core.context.TraceContext;

/** Spans as the data path makes them, for tests of what happens to them. */
public final class TestSpans {
  private TestSpans() {}

  public static Span server(String name, long spanId, long parentSpanId) {
    Span span = span(Span.Kind.SERVER, name, spanId, parentSpanId);
    span.set("http.request.method", "GET");
    span.set("http.response.status_code", 503);
    span.error("503");
    return span;
  }

  public static Span client(String name, long spanId, long parentSpanId) {
    return span(Span.Kind.CLIENT, name, spanId, parentSpanId);
  }

  private static Span span(Span.Kind kind, String name, long spanId, long parentSpanId) {
    TraceContext trace = new TraceContext(1, 2, spanId, TraceContext.SAMPLED, "a=1,b=2", null);
    Span span = new Span(kind, trace, parentSpanId);
    span.name(name);
    span.time(1_000, 2_000);
    return span;
  }
}
