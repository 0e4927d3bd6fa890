package dev.weft.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs filters in their order and back. Keeps the contract: every filter that was entered is exited
 * once, whatever the others do.
 */
final class Filters<S extends Scope> {
  private final Filter<S>[] filters;

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be made otherwise
  Filters(List<? extends Filter<S>> filters) {
    this.filters = filters.toArray(new Filter[0]);
  }

  /** Enters those not yet entered; stops at the first refusal. */
  @Nullable Refusal enter(S scope) {
    while (scope.entered < filters.length) {
      Refusal refusal = filters[scope.entered++].enter(scope);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  /** As {@link #enter}, but a filter that pends is left to be entered again. */
  @Nullable Refusal enterOrPend(S scope, OutboundExchange exchange) {
    while (scope.entered < filters.length) {
      Refusal refusal = filters[scope.entered++].enter(scope);
      if (refusal != null || exchange.isPending()) {
        return refusal;
      }
    }
    return null;
  }

  void exit(S scope) {
    if (scope.exited) {
      throw new IllegalStateException(
          "filter " + name(scope.entered - 1) + " would be exited a second time");
    }
    scope.exited = true;
    RuntimeException first = null;
    for (int i = scope.entered - 1; i >= 0; i--) {
      try {
        filters[i].exit(scope);
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
    return index < 0 ? "(none)" : filters[index].getClass().getSimpleName();
  }
}
