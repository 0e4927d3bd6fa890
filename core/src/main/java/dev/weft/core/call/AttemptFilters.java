package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of one attempt, each called from its own place. */
final class AttemptFilters extends Filters<Attempt> {
  private final Filter<Attempt> first;
  private final Filter<Attempt> second;
  private final Filter<Attempt> third;
  private final Filter<Attempt> fourth;
  private final Filter<Attempt> fifth;
  private final Filter<Attempt> sixth;
  private final Filter<Attempt> seventh;
  private final Filter<Attempt> eighth;

  AttemptFilters(List<? extends Filter<Attempt>> filters) {
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
  @Nullable Refusal enter(int place, Attempt attempt) {
    return switch (place) {
      case 0 -> first.enter(attempt);
      case 1 -> second.enter(attempt);
      case 2 -> third.enter(attempt);
      case 3 -> fourth.enter(attempt);
      case 4 -> fifth.enter(attempt);
      case 5 -> sixth.enter(attempt);
      case 6 -> seventh.enter(attempt);
      default -> eighth.enter(attempt);
    };
  }

  @Override
  void exit(int place, Attempt attempt) {
    switch (place) {
      case 0 -> first.exit(attempt);
      case 1 -> second.exit(attempt);
      case 2 -> third.exit(attempt);
      case 3 -> fourth.exit(attempt);
      case 4 -> fifth.exit(attempt);
      case 5 -> sixth.exit(attempt);
      case 6 -> seventh.exit(attempt);
      default -> eighth.exit(attempt);
    }
  }
}
