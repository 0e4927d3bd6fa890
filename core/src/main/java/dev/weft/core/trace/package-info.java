/**
 * Traces: {@link dev.weft.core.trace.Propagation} reads and writes contexts, {@link
 * dev.weft.core.trace.Sampler} decides, the filters make {@link dev.weft.core.trace.Span spans} for
 * a {@link dev.weft.core.trace.SpanSink}.
 */
@NullMarked
package dev.weft.core.trace;

import org.jspecify.annotations.NullMarked;
