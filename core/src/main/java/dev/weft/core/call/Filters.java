package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs filters in their order and back. Keeps the contract: every filter that was entered is exited
 * once, whatever the others do.
 *
 * <p>A subclass keeps its filters in fields and calls each from a place of its own in the code.
 * Such a place only ever sees one class, and the JIT inlines it; the one place in a loop over an
 * array sees them all and goes through a table each time, 24 times a call. Measured, the whole path
 * takes a fifth longer then. That is also why the subclasses do not share their code.
 */
abstract sealed class Filters<S extends Scope> permits CallFilters, AttemptFilters, InboundFilters {
  /** How many places a subclass has. */
  static final int PLACES = 8;

  private final List<Filter<S>> filters;

  Filters(List<? extends Filter<S>> filters) {
    if (filters.size() > PLACES) {
      throw new IllegalArgumentException(
          filters.size()
              + " filters: expected at most "
              + PLACES
              + ", as many as there are places");
    }
    this.filters = List.copyOf(filters);
  }

  /** The filter of a place; one that does nothing where there are fewer. */
  final Filter<S> at(int place) {
    return place < filters.size() ? filters.get(place) : new Absent<>();
  }

  /** Never reached: only as many places are entered as there are filters. */
  private static final class Absent<S extends Scope> implements Filter<S> {
    @Override
    public @Nullable Refusal enter(S scope) {
      return null;
    }

    @Override
    public void exit(S scope) {}
  }

  /** Enters the filter of a place below {@value #PLACES}. */
  abstract @Nullable Refusal enter(int place, S scope);

  /** Exits the filter of a place below {@value #PLACES}. */
  abstract void exit(int place, S scope);

  /** Enters those not yet entered; stops at the first refusal. */
  final @Nullable Refusal enter(S scope) {
    int size = filters.size();
    while (scope.entered < size) {
      Refusal refusal = enter(scope.entered++, scope);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  /** As {@link #enter}, but a filter that pends is left to be entered again. */
  final @Nullable Refusal enterOrPend(S scope, OutboundExchange exchange) {
    int size = filters.size();
    while (scope.entered < size) {
      Refusal refusal = enter(scope.entered++, scope);
      if (refusal != null || exchange.isPending()) {
        return refusal;
      }
    }
    return null;
  }

  final void exit(S scope) {
    if (scope.exited) {
      throw new IllegalStateException(
          "filter " + name(scope.entered - 1) + " would be exited a second time");
    }
    scope.exited = true;
    RuntimeException first = null;
    for (int i = scope.entered - 1; i >= 0; i--) {
      try {
        exit(i, scope);
      } catch (RuntimeException e) {
        // The others must still give back what they hold.
        if (first == null) {
          first = new IllegalStateException("filter " + name(i) + " failed at its exit", e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private String name(int index) {
    return index < 0 ? "(none)" : filters.get(index).getClass().getSimpleName();
  }
}
