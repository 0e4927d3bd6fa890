package dev.weft.collector.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How much of what servers counted of callers they do not know no caller of the mesh has counted:
 * see {@link TrafficQuery.View#ALL}. Of one question; used by one thread.
 */
final class Strangers {
  /** Below it, what a server counted above its callers is the difference between two clocks. */
  private static final double NOTICED = 0.1;

  private final @Nullable SeriesKey[] keys;

  /** By series that count plaintext calls, the service called; empty: nobody asks for it. */
  private final @Nullable String[] services;

  /** To a service: arrived by callers, by server. */
  private final Map<String, double[]> calls = new HashMap<>();

  /**
   * @param asked of which series the calls are asked for
   */
  Strangers(@Nullable SeriesKey[] keys, IntPredicate asked) {
    this.keys = keys;
    Set<String> wanted = new HashSet<>();
    for (int i = 0; i < keys.length; i++) {
      SeriesKey key = keys[i];
      if (key != null && key.isOfStranger() && asked.test(i)) {
        wanted.add(called(key));
      }
    }
    services = new String[wanted.isEmpty() ? 0 : keys.length];
    for (int i = 0; i < services.length; i++) {
      SeriesKey key = keys[i];
      boolean counts =
          key != null && (key.isOfStranger() || key.isOfCaller() && key.arrivedInPlaintext());
      services[i] = counts && wanted.contains(called(key)) ? called(key) : null;
    }
  }

  private static String called(SeriesKey key) {
    return key.get(Dimension.DESTINATION_NAMESPACE) + "/" + key.get(Dimension.DESTINATION_SERVICE);
  }

  /** Whether nobody is to be weighed. */
  boolean none() {
    return services.length == 0;
  }

  /** Whether the calls of a series are to be told. */
  boolean wants(int series) {
    return services.length > 0 && services[series] != null;
  }

  /** So many calls of a series that is wanted. */
  void add(int series, double more) {
    SeriesKey key = keys[series];
    int side = key != null && key.isOfCaller() ? 0 : 1;
    calls.computeIfAbsent(String.valueOf(services[series]), name -> new double[2])[side] += more;
  }

  /** Sets, for each series of a stranger, which share of its calls is one. */
  void weigh(double[] weightOf) {
    for (int i = 0; i < services.length; i++) {
      SeriesKey key = keys[i];
      if (key != null && key.isOfStranger() && services[i] != null) {
        double[] both = calls.getOrDefault(services[i], new double[] {0, 1});
        double more = (both[1] - both[0]) / both[1];
        weightOf[i] = more < NOTICED ? 0 : more;
      }
    }
  }
}
