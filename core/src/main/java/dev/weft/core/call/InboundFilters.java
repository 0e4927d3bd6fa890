package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of a call that this JVM serves, each called from its own place. */
final class InboundFilters extends Filters<InboundExchange> {
  private final Filter<InboundExchange> first;
  private final Filter<InboundExchange> second;
  private final Filter<InboundExchange> third;
  private final Filter<InboundExchange> fourth;
  private final Filter<InboundExchange> fifth;
  private final Filter<InboundExchange> sixth;
  private final Filter<InboundExchange> seventh;
  private final Filter<InboundExchange> eighth;

  InboundFilters(List<? extends Filter<InboundExchange>> filters) {
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
  @Nullable Refusal enter(int place, InboundExchange x) {
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
  void exit(int place, InboundExchange x) {
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
