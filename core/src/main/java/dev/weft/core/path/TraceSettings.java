package dev.weft.core.path;

import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import dev.weft.core.trace.SpanSink;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How calls are traced.
 *
 * @param sink null: nothing is recorded, contexts are only handed on
 * @param epochNanos the time of day
 */
public record TraceSettings(
    Sampler sampler, Propagation propagation, @Nullable SpanSink sink, LongSupplier epochNanos) {

  /** No span is made, no header is read or written. */
  public static TraceSettings off() {
    return new TraceSettings(Sampler.OFF, Propagation.NONE, null, () -> 0);
  }
}
