package dev.weft.core.call;

import dev.weft.core.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * What an exchange runs on: the filters and the clock. Made by the core, one for the life of the
 * agent; thread-safe.
 */
public final class OutboundPath {
  final Clock clock;
  final CallFilters call;
  final Joint joint;
  final AttemptFilters attempt;
  private final Settling[] settling;

  public OutboundPath(
      Clock clock,
      List<? extends Filter<OutboundExchange>> call,
      Joint joint,
      List<? extends Filter<Attempt>> attempt) {
    this.clock = clock;
    this.call = new CallFilters(call);
    this.joint = joint;
    this.attempt = new AttemptFilters(attempt);
    List<Settling> innermostFirst = new ArrayList<>();
    for (Filter<Attempt> filter : attempt) {
      if (filter instanceof Settling told) {
        innermostFirst.add(0, told);
      }
    }
    this.settling = innermostFirst.toArray(new Settling[0]);
  }

  void settled(Attempt done) {
    for (Settling told : settling) {
      told.settled(done);
    }
  }
}
