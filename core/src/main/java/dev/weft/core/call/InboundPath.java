package dev.weft.core.call;

import dev.weft.core.time.Clock;
import java.util.List;

/** What a served call runs on. Made by the core, one for the life of the agent; thread-safe. */
public final class InboundPath {
  final Clock clock;
  final Filters<InboundExchange> filters;

  public InboundPath(Clock clock, List<? extends Filter<InboundExchange>> filters) {
    this.clock = clock;
    this.filters = new Filters<>(filters);
  }
}
