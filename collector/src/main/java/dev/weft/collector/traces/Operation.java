package dev.weft.collector.traces;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import org.jspecify.annotations.Nullable;

/** The spans of one name and kind of a service: how many are kept, and how long they take. */
final class Operation {
  private final String name;
  private final SpanKind kind;
  private final @Nullable Durations durations;
  private int kept;

  /**
   * @param durations null: there are too many operations to know of each what is usual
   */
  Operation(String name, SpanKind kind, @Nullable Durations durations) {
    this.name = name;
    this.kind = kind;
    this.durations = durations;
  }

  String name() {
    return name;
  }

  SpanKind kind() {
    return kind;
  }

  /** Whether a span of this duration is among the slowest; counts it. */
  boolean isSlow(long nanos) {
    return durations != null && durations.isSlow(nanos);
  }

  /** Whether it is the first. */
  boolean keep() {
    return kept++ == 0;
  }

  /** Whether none is left. */
  boolean forget() {
    return --kept == 0;
  }
}
