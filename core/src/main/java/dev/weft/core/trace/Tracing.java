package dev.weft.core.trace;

import dev.weft.core.context.TraceContext;
import dev.weft.core.random.RandomSource;
import dev.weft.core.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the trace filters share: settings, ids, and the time of day. Thread-safe. */
public final class Tracing {
  private final Sampler sampler;
  private final Propagation propagation;
  private final @Nullable SpanSink sink;
  private final RandomSource random;
  private final Clock clock;
  private final LongSupplier epochNanos;
  private final KnownValues known = new KnownValues();

  /**
   * @param sink null: nothing is recorded, contexts are only handed on
   * @param epochNanos the time of day
   */
  public Tracing(
      Sampler sampler,
      Propagation propagation,
      @Nullable SpanSink sink,
      RandomSource random,
      Clock clock,
      LongSupplier epochNanos) {
    this.sampler = sampler;
    this.propagation = propagation;
    this.sink = sink;
    this.random = random;
    this.clock = clock;
    this.epochNanos = epochNanos;
  }

  public Propagation propagation() {
    return propagation;
  }

  KnownValues known() {
    return known;
  }

  boolean records() {
    return sink != null && sampler.isOn();
  }

  /** Whether a call to a host of the outside needs an exchange. */
  public boolean concernsAll() {
    return propagation.isOn() || records();
  }

  /** Whether a span is made for a call within {@code trace}. */
  boolean records(@Nullable TraceContext trace) {
    return trace != null && trace.isSampled() && sink != null;
  }

  /** The decision for a call within {@code parent}, written into its flags. */
  TraceContext decided(TraceContext parent) {
    if (sink == null) {
      return parent;
    }
    boolean sampled = sampler.samples(parent);
    return sampled == parent.isSampled() ? parent : parent.child(parent.spanId(), sampled);
  }

  /** A trace that begins here; null where none is recorded. */
  @Nullable TraceContext root() {
    if (!records()) {
      return null;
    }
    long high = random.nextLong();
    long low = nonZero();
    boolean sampled = sampler.samples(low);
    int flags = TraceContext.RANDOM | (sampled ? TraceContext.SAMPLED : 0);
    // Unsampled, it still goes to the peer, whose decision would be another: it needs a span id.
    return new TraceContext(high, low, sampled ? 0 : nonZero(), flags, null, null);
  }

  Span span(Span.Kind kind, TraceContext parent) {
    return new Span(kind, parent.child(nonZero(), true), parent.spanId());
  }

  /** Hands over a span that began at {@code startedNanos} on the injected clock. */
  void finish(Span span, long startedNanos) {
    long end = epochNanos.getAsLong();
    span.time(end - (clock.nanos() - startedNanos), end);
    if (sink != null) {
      sink.accept(span);
    }
  }

  private long nonZero() {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }
}
