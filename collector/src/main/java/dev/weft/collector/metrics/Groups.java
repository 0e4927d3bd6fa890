package dev.weft.collector.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which series a question asks for, and which of them are one row. Immutable. */
final class Groups {
  /** By series; -1: not asked for. */
  private final int[] groupOf;

  private final List<Map<Dimension, String>> values = new ArrayList<>();

  Groups(TrafficQuery query, @Nullable SeriesKey[] keys) {
    groupOf = new int[keys.length];
    Dimension[] by = query.by().toArray(new Dimension[0]);
    Map<List<String>, Integer> places = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      SeriesKey key = keys[i];
      groupOf[i] = -1;
      if (key != null && seen(query.view(), key) && asked(query, key)) {
        List<String> one = new ArrayList<>(by.length);
        for (Dimension dimension : by) {
          one.add(key.get(dimension));
        }
        groupOf[i] = places.computeIfAbsent(one, v -> places.size());
        if (groupOf[i] == values.size()) {
          values.add(named(by, one));
        }
      }
    }
  }

  private static Map<Dimension, String> named(Dimension[] by, List<String> one) {
    Map<Dimension, String> map = new EnumMap<>(Dimension.class);
    for (int i = 0; i < by.length; i++) {
      map.put(by[i], one.get(i));
    }
    return map;
  }

  private static boolean seen(TrafficQuery.View view, SeriesKey key) {
    return switch (view) {
      case CALLERS -> key.isOfCaller();
      case SERVERS -> key.isOfServer();
      case ALL -> key.isOfCaller() || key.isOfStranger() || key.isOverflow();
    };
  }

  private static boolean asked(TrafficQuery query, SeriesKey key) {
    for (Map.Entry<Dimension, Set<String>> wanted : query.where().entrySet()) {
      if (!wanted.getValue().contains(key.get(wanted.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** Combinations that there are series of, whether or not they had calls in the window. */
  int size() {
    return values.size();
  }

  /** The group of a series; -1: not asked for. */
  int of(int series) {
    return groupOf[series];
  }

  Map<Dimension, String> values(int group) {
    return values.get(group);
  }
}
