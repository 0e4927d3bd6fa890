package dev.weft.collector.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One question, answered from a snapshot of a ring. Used by one thread. */
final class Scan {
  /** Below it, what a server counted above its callers is the difference between two clocks. */
  private static final double STRANGERS = 0.1;

  private static final int REQUESTS = Durations.BUCKETS;
  private static final int ERRORS = REQUESTS + 1;
  private static final int SECURED = REQUESTS + 2;
  private static final int MILLIS = REQUESTS + 3;
  private static final int CELLS = REQUESTS + 4;

  private final TrafficQuery query;
  private final Rings.Snapshot from;
  private final long firstMillis;
  private final long stepMillis;
  private final int steps;

  /** By series; -1: not asked for. */
  private final int[] groupOf;

  private final double[] weightOf;
  private final List<Map<Dimension, String>> groups = new ArrayList<>();
  private double[][][] sums = new double[0][][];

  Scan(TrafficQuery query, Rings.Snapshot from, long firstMillis, long stepMillis, int steps) {
    this.query = query;
    this.from = from;
    this.firstMillis = firstMillis;
    this.stepMillis = stepMillis;
    this.steps = steps;
    this.groupOf = new int[from.keys().length];
    this.weightOf = new double[from.keys().length];
    group();
  }

  /** Combinations that there are series of, whether or not they had calls in the window. */
  int groups() {
    return groups.size();
  }

  private void group() {
    Map<Map<Dimension, String>, Integer> places = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      SeriesKey key = from.keys()[i];
      groupOf[i] = -1;
      if (key != null && seen(key) && asked(key)) {
        Map<Dimension, String> values = new EnumMap<>(Dimension.class);
        query.by().forEach(dimension -> values.put(dimension, key.get(dimension)));
        groupOf[i] = places.computeIfAbsent(values, v -> places.size());
        weightOf[i] = 1;
        if (groupOf[i] == groups.size()) {
          groups.add(values);
        }
      }
    }
  }

  private boolean seen(SeriesKey key) {
    return switch (query.view()) {
      case CALLERS -> key.isOfCaller();
      case SERVERS -> key.isOfServer();
      case ALL -> key.isOfCaller() || key.isOfStranger() || key.isOverflow();
    };
  }

  private boolean asked(SeriesKey key) {
    for (Map.Entry<Dimension, Set<String>> wanted : query.where().entrySet()) {
      if (!wanted.getValue().contains(key.get(wanted.getKey()))) {
        return false;
      }
    }
    return true;
  }

  Scan run() {
    sums = new double[groups.size()][steps][];
    if (query.view() == TrafficQuery.View.ALL) {
      weighStrangers();
    }
    read(
        series -> groupOf[series] >= 0 && weightOf[series] > 0,
        (series, step, share, micros, buckets) ->
            add(from.keys()[series], sums[groupOf[series]], step, share, micros, buckets));
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
      cells = group[step] = new double[CELLS];
    }
    double calls = 0;
    for (int i = 0; i < buckets.length; i++) {
      cells[i] += buckets[i] * share;
      calls += buckets[i] * share;
    }
    cells[REQUESTS] += calls;
    cells[ERRORS] += key.isError() ? calls : 0;
    cells[SECURED] += key.isSecured() ? calls : 0;
    cells[MILLIS] += micros / 1000.0 * share;
  }

  /** How much of what a server counted of strangers no caller of the mesh has counted. */
  private void weighStrangers() {
    String[] services = servicesOfStrangers();
    if (services.length == 0) {
      return; // and the ring is read once
    }
    Map<String, double[]> calls = new HashMap<>(); // to a service: arrived by callers, by server
    @Nullable SeriesKey[] keys = from.keys();
    read(
        series -> services[series] != null,
        (series, step, share, micros, buckets) -> {
          double[] both = calls.computeIfAbsent(services[series], service -> new double[2]);
          int side = keys[series] != null && keys[series].isOfCaller() ? 0 : 1;
          for (long bucket : buckets) {
            both[side] += bucket * share;
          }
        });
    for (int i = 0; i < keys.length; i++) {
      SeriesKey key = keys[i];
      if (key != null && key.isOfStranger() && services[i] != null) {
        double[] both = calls.getOrDefault(services[i], new double[] {0, 1});
        double more = (both[1] - both[0]) / both[1];
        weightOf[i] = more < STRANGERS ? 0 : more;
      }
    }
  }

  /**
   * By series that count plaintext calls, the service called, where strangers' calls of it are
   * asked for; empty where they are of none.
   */
  private @Nullable String[] servicesOfStrangers() {
    @Nullable SeriesKey[] keys = from.keys();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < keys.length; i++) {
      SeriesKey key = keys[i];
      if (key != null && groupOf[i] >= 0 && key.isOfStranger()) {
        asked.add(called(key));
      }
    }
    String[] services = new String[asked.isEmpty() ? 0 : keys.length];
    for (int i = 0; i < services.length; i++) {
      SeriesKey key = keys[i];
      boolean counts =
          key != null && (key.isOfStranger() || key.isOfCaller() && key.arrivedInPlaintext());
      services[i] = counts && asked.contains(called(key)) ? called(key) : null;
    }
    return services;
  }

  private static String called(SeriesKey key) {
    return key.get(Dimension.DESTINATION_NAMESPACE) + "/" + key.get(Dimension.DESTINATION_SERVICE);
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
            long covers = said == 0 ? from.slotMillis() : said;
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
    return groupOf[series] < 0 ? 1 : weightOf[series];
  }

  List<TrafficRow> rows() {
    List<TrafficRow> rows = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (hasCalls(sums[i])) {
        rows.add(new TrafficRow(groups.get(i), traffic(sums[i][0])));
      }
    }
    return rows;
  }

  List<TrafficSeries> series() {
    List<TrafficSeries> all = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (hasCalls(sums[i])) {
        List<Traffic> points = new ArrayList<>(steps);
        for (double[] cells : sums[i]) {
          points.add(traffic(cells));
        }
        all.add(new TrafficSeries(groups.get(i), firstMillis, stepMillis, points));
      }
    }
    return all;
  }

  private static boolean hasCalls(double[][] group) {
    for (double[] cells : group) {
      if (cells != null && cells[REQUESTS] > 0) {
        return true;
      }
    }
    return false;
  }

  private Traffic traffic(double @Nullable [] cells) {
    double seconds = stepMillis / 1000.0;
    if (cells == null) {
      return new Traffic(seconds, 0, 0, 0, 0, Durations.NONE);
    }
    return new Traffic(
        seconds,
        cells[REQUESTS],
        cells[ERRORS],
        cells[SECURED],
        cells[MILLIS],
        new Durations(cells));
  }
}
