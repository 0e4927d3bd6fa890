package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of a call that this JVM makes, each called from its own place. */
final class CallFilters extends Filters<OutboundExchange> {
  private final Filter<OutboundExchange> first;
  private final Filter<OutboundExchange> second;
  private final Filter<OutboundExchange> third;
  private final Filter<OutboundExchange> fourth;
  private final Filter<OutboundExchange> fifth;
  private final Filter<OutboundExchange> sixth;
  private final Filter<OutboundExchange> seventh;
  private final Filter<OutboundExchange> eighth;

  CallFilters(List<? extends Filter<OutboundExchange>> filters) {
    super(filters);
    first = at(0);
    second = at(1);
    third = at(2);
    fourth = at(3);
    fifth = at(4);
    sixth = at(5);
    seventh = at(6);
    eighth = at(7);
  }

  @Override
  @Nullable Refusal enter(int place, OutboundExchange x) {
    return switch (place) {
      case 0 -> first.enter(x);
      case 1 -> second.enter(x);
      case 2 -> third.enter(x);
      case 3 -> fourth.enter(x);
      case 4 -> fifth.enter(x);
      case 5 -> sixth.enter(x);
      case 6 -> seventh.enter(x);
      default -> eighth.enter(x);
    };
  }

  @Override
  void exit(int place, OutboundExchange x) {
    switch (place) {
      case 0 -> first.exit(x);
      case 1 -> second.exit(x);
      case 2 -> third.exit(x);
      case 3 -> fourth.exit(x);
      case 4 -> fifth.exit(x);
      case 5 -> sixth.exit(x);
      case 6 -> seventh.exit(x);
      default -> eighth.exit(x);
    }
  }
}
