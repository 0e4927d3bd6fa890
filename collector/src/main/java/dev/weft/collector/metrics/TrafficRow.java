package dev.weft.collector.metrics;

import java.util.Map;

/**
 * The calls of one combination of values.
 *
 * @param key a value for each dimension that was asked for
 */
public record TrafficRow(Map<Dimension, String> key, Traffic traffic) {
  public TrafficRow {
    key = Map.copyOf(key);
  }
}
