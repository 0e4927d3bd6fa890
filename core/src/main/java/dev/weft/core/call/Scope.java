package dev.weft.core.call;

import org.jspecify.annotations.Nullable;

/**
 * What a filter sees: a logical call ({@link OutboundExchange}), one try of it ({@link Attempt}) or
 * a call being served ({@link InboundExchange}). Used by one thread at a time; hand-over between
 * threads is the driving loop's to publish safely.
 */
public abstract sealed class Scope permits OutboundExchange, Attempt, InboundExchange {
  // Plain fields: an array would cost another object for every scope.
  private @Nullable Object slot0;
  private @Nullable Object slot1;

  /** How many filters were entered; those and only those are exited. */
  byte entered;

  boolean exited;

  /** Called by the pipeline when the scope was refused; null: not refused. */
  public abstract @Nullable Refusal refusal();

  /** What a filter put there; null: nothing yet. */
  @SuppressWarnings("unchecked") // put is the only way in, and it has the slot's type
  public final <T> @Nullable T get(Slot<T> slot) {
    return (T)
        switch (slot.index()) {
          case 0 -> slot0;
          case 1 -> slot1;
          default -> further(slot.index());
        };
  }

  public final <T> void put(Slot<T> slot, @Nullable T value) {
    switch (slot.index()) {
      case 0 -> slot0 = value;
      case 1 -> slot1 = value;
      default -> further(slot.index(), value);
    }
  }

  /** Slots from 2 on, which only calls have. */
  @Nullable Object further(int index) {
    throw new IllegalArgumentException("slot " + index + ": expected 0 or 1");
  }

  void further(int index, @Nullable Object value) {
    throw new IllegalArgumentException("slot " + index + ": expected 0 or 1");
  }
}
