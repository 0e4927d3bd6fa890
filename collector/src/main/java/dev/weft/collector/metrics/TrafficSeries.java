package dev.weft.collector.metrics;

import java.util.List;
import java.util.Map;

/**
 * The calls of one combination of values over time.
 *
 * @param key a value for each dimension that was asked for
 * @param fromMillis when the first point begins, epoch milliseconds
 * @param stepMillis how long each is
 * @param points one after the other, without gaps
 */
public record TrafficSeries(
    Map<Dimension, String> key, long fromMillis, long stepMillis, List<Traffic> points) {
  public TrafficSeries {
    key = Map.copyOf(key);
    points = List.copyOf(points);
  }
}
