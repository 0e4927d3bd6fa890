package dev.weft.collector.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each series counted in one window, read once; any number of questions are answered from it.
 * Used by one thread.
 */
final class Tally {
  private final Window window;
  private final @Nullable SeriesKey[] keys;

  /** By series: buckets, their sum, and the sum of durations, see {@link Cells}; null: no calls. */
  private final double @Nullable [][] sums;

  /**
   * @param asked of which series
   */
  Tally(Window window, Rings.Snapshot from, Entries.Choice asked) {
    this.window = window;
    this.keys = from.keys();
    this.sums = new double[keys.length][];
    for (TimeRing.Slice slice : from.slices()) {
      Entries.add(
          slice.entries(),
          asked,
          covers -> share(slice.endMillis(), covers == 0 ? slice.slotMillis() : covers),
          this::cells);
    }
    for (double[] cells : sums) {
      if (cells != null) {
        for (int i = 0; i < Cells.REQUESTS; i++) {
          cells[Cells.REQUESTS] += cells[i];
        }
        cells[Cells.MILLIS] /= 1000; // microseconds up to here
      }
    }
  }

  /** How much of a stretch that ends at {@code told} lies in the window. */
  private double share(long told, long covers) {
    long begin = told - covers;
    long from = Math.max(begin, window.fromMillis());
    long to = Math.min(told, window.toMillis());
    return from < to ? (double) (to - from) / covers : 0;
  }

  private double[] cells(int series) {
    double[] cells = sums[series];
    if (cells == null) {
      cells = sums[series] = new double[Cells.SIZE];
    }
    return cells;
  }

  List<TrafficRow> rows(TrafficQuery query) {
    return rows(query, new Groups(query, keys));
  }

  /**
   * @param groups of the query
   */
  List<TrafficRow> rows(TrafficQuery query, Groups groups) {
    double[] weightOf = weights(query, groups);
    double[][] cells = new double[groups.size()][];
    for (int i = 0; i < keys.length; i++) {
      SeriesKey key = keys[i];
      double[] sum = sums[i];
      int group = groups.of(i);
      double weight = weightOf.length == 0 ? 1 : weightOf[i];
      if (key != null && sum != null && group >= 0 && weight > 0) {
        cells[group] = cells[group] == null ? new double[Cells.SIZE] : cells[group];
        Cells.add(cells[group], sum, key, weight);
      }
    }
    List<TrafficRow> rows = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] != null && cells[i][Cells.REQUESTS] > 0) {
        rows.add(new TrafficRow(groups.values(i), Cells.traffic(cells[i], window.seconds())));
      }
    }
    return rows;
  }

  /** Empty: all weigh the same. */
  private double[] weights(TrafficQuery query, Groups groups) {
    if (query.view() != TrafficQuery.View.ALL) {
      return new double[0];
    }
    Strangers strangers = new Strangers(keys, series -> groups.of(series) >= 0);
    if (strangers.none()) {
      return new double[0];
    }
    double[] weightOf = new double[keys.length];
    Arrays.fill(weightOf, 1);
    for (int i = 0; i < keys.length; i++) {
      double[] sum = sums[i];
      if (sum != null && strangers.wants(i)) {
        strangers.add(i, sum[Cells.REQUESTS]);
      }
    }
    strangers.weigh(weightOf);
    return weightOf;
  }
}
