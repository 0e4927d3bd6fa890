package dev.weft.collector.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest stretches of time, as many as are wanted and as the bytes allow. Not thread-safe; what
 * {@link #slices} gives is immutable.
 */
final class TimeRing {
  private final long slotMillis;
  private final long keptMillis;
  private final long maxBytes;
  private final Deque<Slice> slices = new ArrayDeque<>();
  private long bytes;
  private long givenUp;

  /**
   * What was told within one stretch.
   *
   * @param endMillis exclusive
   * @param slotMillis how long it is
   * @param entries {@link Entries}
   */
  record Slice(long endMillis, long slotMillis, byte[] entries) {
    /** The array, the record and its place in the queue. */
    private static final int OVERHEAD = 64;

    long size() {
      return entries.length + OVERHEAD;
    }
  }

  /**
   * @param maxBytes where more would be kept, the oldest goes before its time
   */
  TimeRing(long slotMillis, long keptMillis, long maxBytes) {
    this.slotMillis = slotMillis;
    this.keptMillis = keptMillis;
    this.maxBytes = maxBytes;
  }

  long slotMillis() {
    return slotMillis;
  }

  /** Begin of the slot that {@code millis} is in. */
  long slot(long millis) {
    return Math.floorDiv(millis, slotMillis) * slotMillis;
  }

  /** Appends a slot that is over, later than those before. */
  void add(long slot, byte[] entries) {
    Slice slice = new Slice(slot + slotMillis, slotMillis, entries);
    slices.add(slice);
    bytes += slice.size();
    while (bytes > maxBytes && slices.size() > 1) {
      removeFirst();
      givenUp++;
    }
  }

  /** Lets go what is old enough. */
  void expire(long nowMillis) {
    Slice first = slices.peekFirst();
    while (first != null && first.endMillis() <= nowMillis - keptMillis) {
      removeFirst();
      first = slices.peekFirst();
    }
  }

  private void removeFirst() {
    bytes -= slices.removeFirst().size();
  }

  List<Slice> slices() {
    return List.copyOf(slices);
  }

  /** Those that lie in a stretch of time, in whole or in part; none where it has no length. */
  void slices(long fromMillis, long toMillis, List<Slice> to) {
    for (Slice slice : slices) {
      if (fromMillis < toMillis
          && slice.endMillis() > fromMillis
          && slice.endMillis() - slotMillis < toMillis) {
        to.add(slice);
      }
    }
  }

  /** Begin of the oldest that was not given up before its time; the least number if none was. */
  long firstMillis() {
    Slice first = slices.peekFirst();
    return givenUp == 0 || first == null ? Long.MIN_VALUE : first.endMillis() - slotMillis;
  }

  /** How far it reaches back. */
  long keptMillis(long nowMillis) {
    Slice first = slices.peekFirst();
    return givenUp == 0 || first == null
        ? keptMillis
        : Math.min(keptMillis, nowMillis - first.endMillis() + slotMillis);
  }

  long bytes() {
    return bytes;
  }

  /** Slots that went before their time. */
  long givenUp() {
    return givenUp;
  }
}
