package dev.weft.core.call;

import dev.weft.core.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a served call runs on. Made by the core, one for the life of the agent; thread-safe. */
public final class InboundPath {
  final Clock clock;
  final InboundFilters filters;

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  public InboundPath(Clock clock, List<? extends Filter<InboundExchange>> filters) {
    this.clock = clock;
    this.filters = new InboundFilters(filters);
  }

  /** Calls that are being served: opened and not closed yet. */
  public long underWay() {
    // In this order: a call that ends in between is counted once too often, never too little.
    long over = ended.sum();
    return begun.sum() - over;
  }

  /** Calls opened so far. */
  public long begun() {
    return begun.sum();
  }

  void begins() {
    begun.increment();
  }

  void ends() {
    ended.increment();
  }
}
