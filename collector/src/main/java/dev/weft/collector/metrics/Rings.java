package dev.weft.collector.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls by time: each second's reports for a quarter of an hour, each minute's for a day. Time is
 * the collector's, by when a report came and how long it covers; agents' clocks play no part. Not
 * thread-safe.
 */
final class Rings {
  /** By instance; twice as many as Prometheus is told of. */
  static final int MAX_SERIES = 20_000;

  /** 4,000 series that all have calls all the time take a third of this. */
  static final long MAX_SECONDS_BYTES = 32L << 20;

  private static final long SECOND = 1_000;
  private static final long MINUTE = DayRing.MINUTE;

  /** A window of full length ends some seconds ago, and begins where a step does. */
  private static final long SLACK = 2 * MINUTE;

  private static final long KEPT_MILLIS = TrafficQueries.MINUTES_KEPT.toMillis() + SLACK;

  /** A report that was held up may still be counted where it belongs, within so many minutes. */
  private static final int OPEN_MINUTES = 5;

  private final TimeRing seconds =
      new TimeRing(SECOND, TrafficQueries.SECONDS_KEPT.toMillis() + SLACK, MAX_SECONDS_BYTES);
  private final DayRing minutes = new DayRing(KEPT_MILLIS);
  private final Map<SeriesKey, Known> known = new HashMap<>();
  private final List<@Nullable SeriesKey> keys = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private final TreeMap<Long, Map<Integer, Calls>> openMinutes = new TreeMap<>();
  private Entries second = new Entries();
  private long secondSlot = Long.MIN_VALUE;
  private long minuteSlot = Long.MIN_VALUE;

  private static final class Known {
    private final int id;
    private long lastMillis;

    Known(int id) {
      this.id = id;
    }
  }

  /**
   * @param coversMillis how long the calls were counted, up to now
   */
  void add(SeriesKey key, Calls calls, long coversMillis, long nowMillis) {
    advance(nowMillis);
    Known series = series(key);
    series.lastMillis = nowMillis;
    second.add(series.id, coversMillis, calls);
    long from = nowMillis - coversMillis;
    long oldest = minutes.slot(nowMillis) - (OPEN_MINUTES - 1) * MINUTE;
    if (from < oldest) {
      long until = Math.min(oldest + MINUTE, nowMillis);
      minute(oldest, series.id, calls.part(0, share(from, until, nowMillis)));
      from = until;
    }
    while (from < nowMillis) {
      long slot = minutes.slot(from);
      long until = Math.min(slot + MINUTE, nowMillis);
      long begin = nowMillis - coversMillis;
      minute(
          slot,
          series.id,
          calls.part(share(begin, from, nowMillis), share(begin, until, nowMillis)));
      from = until;
    }
  }

  private static double share(long begin, long at, long end) {
    return (double) (at - begin) / (end - begin);
  }

  private void minute(long slot, int id, Calls calls) {
    openMinutes.computeIfAbsent(slot, start -> new HashMap<>()).merge(id, calls, Calls::plus);
  }

  private Known series(SeriesKey key) {
    Known found = known.get(key);
    if (found != null) {
      return found;
    }
    if (known.size() >= MAX_SERIES && !key.isOverflow()) {
      return series(SeriesKey.OVERFLOW);
    }
    SeriesKey lasting = key.interned();
    Integer id = free.poll();
    if (id == null) {
      id = keys.size();
      keys.add(lasting);
    } else {
      keys.set(id, lasting);
    }
    Known made = new Known(id);
    known.put(lasting, made);
    return made;
  }

  /** Whether a series of this key would not have to be counted together with others. */
  boolean hasRoom(SeriesKey key) {
    return known.size() < MAX_SERIES || known.containsKey(key);
  }

  /** Closes what is over, and lets go what is old enough. */
  void advance(long nowMillis) {
    long slot = seconds.slot(nowMillis);
    if (slot == secondSlot) {
      return;
    }
    if (!second.isEmpty()) {
      seconds.add(secondSlot, second.toBytes());
      second = new Entries();
    }
    secondSlot = slot;
    seconds.expire(nowMillis);
    if (minutes.slot(nowMillis) != minuteSlot) {
      minuteSlot = minutes.slot(nowMillis);
      advanceMinutes(nowMillis);
    }
  }

  private void advanceMinutes(long nowMillis) {
    long oldest = minuteSlot - (OPEN_MINUTES - 1) * MINUTE;
    while (!openMinutes.isEmpty() && openMinutes.firstKey() < oldest) {
      Map.Entry<Long, Map<Integer, Calls>> over = openMinutes.pollFirstEntry();
      minutes.add(over.getKey(), over.getValue());
    }
    minutes.close(oldest, nowMillis);
    forget(nowMillis);
  }

  /** Series of which no ring has anything any more make room. */
  private void forget(long nowMillis) {
    long before = nowMillis - KEPT_MILLIS - OPEN_MINUTES * MINUTE;
    Iterator<Known> each = known.values().iterator();
    while (each.hasNext()) {
      Known one = each.next();
      if (one.lastMillis < before) {
        keys.set(one.id, null);
        free.add(one.id);
        each.remove();
      }
    }
  }

  /**
   * What there is now, to be read without a lock.
   *
   * @param keys by number; null: none
   * @param slotMillis a second or a minute
   */
  record Snapshot(@Nullable SeriesKey[] keys, List<TimeRing.Slice> slices, long slotMillis) {}

  /**
   * What is known of a stretch of time: by the second where seconds reach back that far.
   *
   * @param stepMillis into which it is to be divided
   */
  Snapshot snapshot(long fromMillis, long toMillis, long stepMillis, long nowMillis) {
    advance(nowMillis);
    @Nullable SeriesKey[] all = keys.toArray(new SeriesKey[0]);
    if (hasSeconds(fromMillis, nowMillis)) {
      List<TimeRing.Slice> slices = new ArrayList<>(seconds.slices());
      slices.add(new TimeRing.Slice(secondSlot + SECOND, SECOND, second.toBytes()));
      return new Snapshot(all, slices, SECOND);
    }
    List<TimeRing.Slice> slices = minutes.slices(fromMillis, toMillis, stepMillis);
    openMinutes.forEach(
        (slot, calls) ->
            slices.add(new TimeRing.Slice(slot + MINUTE, MINUTE, Entries.packed(calls))));
    return new Snapshot(all, slices, MINUTE);
  }

  boolean hasSeconds(long fromMillis, long nowMillis) {
    return fromMillis >= nowMillis - seconds.keptMillis(nowMillis);
  }

  int series() {
    return known.size();
  }

  /** Tells of each ring, by its name. */
  void rings(BiConsumer<String, TimeRing> visitor) {
    visitor.accept("seconds", seconds);
    minutes.rings(visitor);
  }
}
