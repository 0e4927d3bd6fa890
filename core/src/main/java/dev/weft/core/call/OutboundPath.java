package dev.weft.core.call;

import dev.weft.core.time.Clock;
import java.util.List;

/**
 * What an exchange runs on: the filters and the clock. Made by the core, one for the life of the
 * agent; thread-safe.
 */
public final class OutboundPath {
  final Clock clock;
  final Filters<OutboundExchange> call;
  final Joint joint;
  final Filters<Attempt> attempt;

  public OutboundPath(
      Clock clock,
      List<? extends Filter<OutboundExchange>> call,
      Joint joint,
      List<? extends Filter<Attempt>> attempt) {
    this.clock = clock;
    this.call = new Filters<>(call);
    this.joint = joint;
    this.attempt = new Filters<>(attempt);
  }
}
