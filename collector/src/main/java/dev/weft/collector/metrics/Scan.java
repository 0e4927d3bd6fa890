package dev.weft.collector.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One question about calls over time, answered from a snapshot of a ring. Used by one thread. */
final class Scan {
  private final TrafficQuery query;
  private final Rings.Snapshot from;
  private final Groups groups;
  private final long firstMillis;
  private final long stepMillis;
  private final int steps;

  private final double[] weightOf;
  private final double[] one = new double[Cells.SIZE];
  private double[][][] sums = new double[0][][];

  Scan(TrafficQuery query, Rings.Snapshot from, long firstMillis, long stepMillis, int steps) {
    this.query = query;
    this.from = from;
    this.firstMillis = firstMillis;
    this.stepMillis = stepMillis;
    this.steps = steps;
    this.groups = new Groups(query, from.keys());
    this.weightOf = new double[from.keys().length];
    Arrays.fill(weightOf, 1);
  }

  /** Combinations that there are series of, whether or not they had calls in the window. */
  int groups() {
    return groups.size();
  }

  Scan run() {
    sums = new double[groups.size()][steps][];
    if (query.view() == TrafficQuery.View.ALL) {
      weighStrangers();
    }
    read(
        series -> groups.of(series) >= 0 && weightOf[series] > 0,
        (series, step, share, micros, buckets) ->
            add(from.keys()[series], sums[groups.of(series)], step, share, micros, buckets));
    return this;
  }

  private void add(
      @Nullable SeriesKey key,
      double[][] group,
      int step,
      double share,
      long micros,
      long[] buckets) {
    if (key == null) {
      return;
    }
    double[] cells = group[step];
    if (cells == null) {
      cells = group[step] = new double[Cells.SIZE];
    }
    Arrays.fill(one, 0);
    for (int i = 0; i < buckets.length; i++) {
      one[i] = buckets[i];
      one[Cells.REQUESTS] += buckets[i];
    }
    one[Cells.MILLIS] = micros / 1000.0;
    Cells.add(cells, one, key, share);
  }

  private void weighStrangers() {
    Strangers strangers = new Strangers(from.keys(), series -> groups.of(series) >= 0);
    if (strangers.none()) {
      return; // and the ring is read once
    }
    read(
        strangers::wants,
        (series, step, share, micros, buckets) -> {
          double calls = 0;
          for (long bucket : buckets) {
            calls += bucket * share;
          }
          strangers.add(series, calls);
        });
    strangers.weigh(weightOf);
  }

  @FunctionalInterface
  private interface Part {
    void of(int series, int step, double share, long micros, long[] buckets);
  }

  /** Tells each entry once for every step that it lies in, with the share that does. */
  private void read(Entries.Choice choice, Part part) {
    long endMillis = firstMillis + steps * stepMillis;
    for (TimeRing.Slice slice : from.slices()) {
      long told = slice.endMillis();
      if (told <= firstMillis) {
        continue;
      }
      Entries.read(
          slice.entries(),
          choice,
          (series, said, micros, buckets) -> {
            long covers = said == 0 ? slice.slotMillis() : said;
            long begin = told - covers;
            long at = Math.max(begin, firstMillis);
            long end = Math.min(told, endMillis);
            while (at < end) {
              int step = (int) ((at - firstMillis) / stepMillis);
              long until = Math.min(end, firstMillis + (step + 1) * stepMillis);
              double share = (double) (until - at) / covers;
              part.of(series, step, share * weight(series), micros, buckets);
              at = until;
            }
          });
    }
  }

  /** While strangers are being weighed all weigh the same. */
  private double weight(int series) {
    return groups.of(series) < 0 ? 1 : weightOf[series];
  }

  List<TrafficSeries> series() {
    List<TrafficSeries> all = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (hasCalls(sums[i])) {
        List<Traffic> points = new ArrayList<>(steps);
        for (double[] cells : sums[i]) {
          points.add(Cells.traffic(cells, stepMillis / 1000.0));
        }
        all.add(new TrafficSeries(groups.values(i), firstMillis, stepMillis, points));
      }
    }
    return all;
  }

  private static boolean hasCalls(double[][] group) {
    for (double[] cells : group) {
      if (cells != null && cells[Cells.REQUESTS] > 0) {
        return true;
      }
    }
    return false;
  }
}
