package dev.weft.core.trace;

/** Takes finished spans; must not block, may drop (and count) them. Thread-safe. */
@FunctionalInterface
public interface SpanSink {
  void accept(Span span);
}
