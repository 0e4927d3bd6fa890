package dev.weft.collector.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A day by the minute, and the same by ten minutes and by the hour: what asks for a whole day reads
 * 24 hours instead of 1,440 minutes, and only the minutes at both ends. Not thread-safe.
 */
final class DayRing {
  static final long MINUTE = 60_000;

  /** 4,000 series that all have calls all the time take four fifths of this. */
  static final long MAX_MINUTES_BYTES = 96L << 20;

  /** A tenth as many entries, of more buckets and larger counts. */
  static final long MAX_TENS_BYTES = 16L << 20;

  static final long MAX_HOURS_BYTES = 4L << 20;

  private final TimeRing minutes;
  private final Sum tens;
  private final Sum hours;

  /** All minutes before are in the rings; later ones are told as they are. */
  private long closedMillis = Long.MIN_VALUE;

  /** Slots of several minutes, added up while the minutes come. */
  private static final class Sum {
    private final TimeRing ring;
    private Map<Integer, Calls> open = new HashMap<>();
    private long slot = Long.MIN_VALUE;

    Sum(long slotMillis, long keptMillis, long maxBytes) {
      ring = new TimeRing(slotMillis, keptMillis, maxBytes);
    }

    /** Minutes come in their order. */
    void add(long minute, Map<Integer, Calls> calls) {
      closeBefore(ring.slot(minute));
      slot = ring.slot(minute);
      calls.forEach((series, one) -> open.merge(series, one, Calls::plus));
    }

    void closeBefore(long millis) {
      if (!open.isEmpty() && slot + ring.slotMillis() <= millis) {
        ring.add(slot, Entries.packed(open));
        open = new HashMap<>();
      }
    }
  }

  DayRing(long keptMillis) {
    minutes = new TimeRing(MINUTE, keptMillis, MAX_MINUTES_BYTES);
    tens = new Sum(10 * MINUTE, keptMillis, MAX_TENS_BYTES);
    hours = new Sum(60 * MINUTE, keptMillis, MAX_HOURS_BYTES);
  }

  long slot(long millis) {
    return minutes.slot(millis);
  }

  /** Appends a minute that is over, later than those before. */
  void add(long minute, Map<Integer, Calls> calls) {
    minutes.add(minute, Entries.packed(calls));
    tens.add(minute, calls);
    hours.add(minute, calls);
  }

  /** No minute before {@code millis} will come any more; lets go what is old enough. */
  void close(long millis, long nowMillis) {
    closedMillis = millis;
    for (Sum sum : List.of(tens, hours)) {
      sum.closeBefore(millis);
      sum.ring.expire(nowMillis);
    }
    minutes.expire(nowMillis);
  }

  /**
   * What was told of a stretch of time, in as few slices as it can be had.
   *
   * @param stepMillis into which it is divided, from its begin on; no slice lies in two steps, but
   *     for minutes
   */
  List<TimeRing.Slice> slices(long fromMillis, long toMillis, long stepMillis) {
    List<TimeRing.Slice> found = new ArrayList<>();
    Range whole = new Range(fromMillis, toMillis);
    Range byTens = inner(tens.ring, whole, stepMillis);
    Range byHours = inner(hours.ring, byTens, stepMillis);
    minutes.slices(whole.from, byTens.from, found);
    tens.ring.slices(byTens.from, byHours.from, found);
    hours.ring.slices(byHours.from, byHours.to, found);
    tens.ring.slices(byHours.to, byTens.to, found);
    minutes.slices(byTens.to, whole.to, found);
    return found;
  }

  private record Range(long from, long to) {}

  /** The part of {@code outer} that a ring tells of in whole slots; may be empty, at its end. */
  private Range inner(TimeRing ring, Range outer, long stepMillis) {
    long slot = ring.slotMillis();
    boolean oneStep = stepMillis >= outer.to - outer.from;
    if (!oneStep && (stepMillis % slot != 0 || Math.floorMod(outer.from, slot) != 0)) {
      return new Range(outer.to, outer.to);
    }
    long from = Math.max(ring.slot(outer.from + slot - 1), ring.firstMillis());
    long to = ring.slot(Math.min(outer.to, closedMillis));
    return from < to ? new Range(from, to) : new Range(outer.to, outer.to);
  }

  /** Tells of each ring, by its name. */
  void rings(BiConsumer<String, TimeRing> visitor) {
    visitor.accept("minutes", minutes);
    visitor.accept("tens", tens.ring);
    visitor.accept("hours", hours.ring);
  }
}
