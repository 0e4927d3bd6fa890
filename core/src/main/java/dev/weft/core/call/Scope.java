package dev.weft.core.call;

import org.jspecify.annotations.Nullable;

/**
 * What a filter sees: a logical call ({@link OutboundExchange}), one try of it ({@link Attempt}) or
 * a call being served ({@link InboundExchange}). Used by one thread at a time; hand-over between
 * threads is the driving loop's to publish safely.
 */
public abstract sealed class Scope permits OutboundExchange, Attempt, InboundExchange {
  static final int SLOTS = 4;

  // Plain fields: an array would cost another object for every scope.
  private @Nullable Object slot0;
  private @Nullable Object slot1;
  private @Nullable Object slot2;
  private @Nullable Object slot3;

  /** How many filters were entered; those and only those are exited. */
  int entered;

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
          case 2 -> slot2;
          default -> slot3;
        };
  }

  public final <T> void put(Slot<T> slot, @Nullable T value) {
    switch (slot.index()) {
      case 0 -> slot0 = value;
      case 1 -> slot1 = value;
      case 2 -> slot2 = value;
      default -> slot3 = value;
    }
  }
}
