package dev.weft.collector.metrics;

import java.time.Duration;
import java.util.List;

/**
 * Questions about the mesh's traffic. The last {@link #SECONDS_KEPT} are kept by the second, the
 * last {@link #MINUTES_KEPT} by the minute, unless there are too many series for that: then as long
 * as memory allows, see {@code weft_collector_metrics_ring_seconds}. A restart begins anew.
 * Thread-safe; answers never wait for agents.
 */
public interface TrafficQueries {
  Duration SECONDS_KEPT = Duration.ofMinutes(15);
  Duration MINUTES_KEPT = Duration.ofHours(24);

  /** Points that one answer may have, over all its series. */
  int MAX_POINTS = 100_000;

  /**
   * The latest stretch of this length of which every agent has told: agents tell every 5 s, so it
   * ends 6 s ago.
   */
  Window latest(Duration length);

  /** The calls in the window, a row for each combination of values that had any. */
  List<TrafficRow> rows(TrafficQuery query);

  /**
   * As {@link #rows(TrafficQuery)} of each, for little more than the cost of one.
   *
   * @param window instead of theirs
   */
  List<List<TrafficRow>> rows(Window window, List<TrafficQuery> queries);

  /**
   * The same over time.
   *
   * @param step at least 1 s, and a minute where the window begins before {@link #SECONDS_KEPT};
   *     points lie on multiples of it, so the first may begin before the window
   * @throws IllegalArgumentException if there would be more than {@link #MAX_POINTS}, or the step
   *     is shorter than that
   */
  List<TrafficSeries> series(TrafficQuery query, Duration step);
}
