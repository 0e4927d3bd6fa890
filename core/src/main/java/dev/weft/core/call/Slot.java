package dev.weft.core.call;

/**
 * Where one filter keeps its own state in a scope. Handed out once, when the path is put together,
 * so that no two filters share a place.
 *
 * @param index 0 or 1; for an {@link OutboundExchange} up to 3
 */
public record Slot<T>(int index) {
  public Slot {
    if (index < 0 || index > 3) {
      throw new IllegalArgumentException("slot " + index + ": expected 0 to 3");
    }
  }
}
