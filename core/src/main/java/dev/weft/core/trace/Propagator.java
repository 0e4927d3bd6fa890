package dev.weft.core.trace;

import dev.weft.core.call.RequestEdits.HeaderSink;
import dev.weft.core.call.RequestHeaders;
import dev.weft.core.context.Hex;
import dev.weft.core.context.TraceContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of {@code OTEL_PROPAGATORS} that Weft speaks. */
public enum Propagator {
  /** W3C {@code traceparent} and {@code tracestate}. */
  TRACECONTEXT,
  /** W3C {@code baggage}, handed on as it came. */
  BAGGAGE,
  /** Zipkin's single header. */
  B3,
  /** Zipkin's several headers. */
  B3MULTI;

  private static final int MAX_STATE_CHARS = 512;
  // Of the W3C recommendation: what is longer need not be handed on.
  private static final int MAX_BAGGAGE_CHARS = 8192;

  /** As in the environment variable. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  void inject(TraceContext trace, HeaderSink sink) {
    switch (this) {
      case TRACECONTEXT -> {
        sink.header("traceparent", trace.traceParent());
        if (trace.traceState() != null) {
          sink.header("tracestate", trace.traceState());
        }
      }
      case BAGGAGE -> {
        if (trace.baggage() != null) {
          sink.header("baggage", trace.baggage());
        }
      }
      case B3 ->
          sink.header(
              "b3",
              trace.traceId() + '-' + Hex.of(trace.spanId()) + (trace.isSampled() ? "-1" : "-0"));
      case B3MULTI -> {
        sink.header("x-b3-traceid", trace.traceId());
        sink.header("x-b3-spanid", Hex.of(trace.spanId()));
        sink.header("x-b3-sampled", trace.isSampled() ? "1" : "0");
      }
    }
  }

  /** Null: nothing usable; what is malformed counts as absent. */
  @Nullable TraceContext extract(RequestHeaders headers) {
    return switch (this) {
      case TRACECONTEXT -> {
        String parent = headers.header("traceparent");
        yield parent == null
            ? null
            : TraceContext.parse(
                parent.strip(), bounded(headers.header("tracestate"), MAX_STATE_CHARS));
      }
      case BAGGAGE -> null;
      case B3, B3MULTI -> {
        TraceContext single = B3Headers.single(headers.header("b3"));
        yield single != null ? single : B3Headers.several(headers);
      }
    };
  }

  static @Nullable String baggage(RequestHeaders headers) {
    return bounded(headers.header("baggage"), MAX_BAGGAGE_CHARS);
  }

  private static @Nullable String bounded(@Nullable String value, int chars) {
    return value == null || value.isEmpty() || value.length() > chars ? null : value;
  }
}
