package dev.weft.collector.metrics;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What is asked of the traffic. Immutable.
 *
 * @param window when
 * @param view as counted by whom
 * @param by one row for each combination of these; none: one row for everything
 * @param where only calls that have one of these values in each of these dimensions
 */
public record TrafficQuery(
    Window window, View view, Set<Dimension> by, Map<Dimension, Set<String>> where) {

  public TrafficQuery {
    by = Set.copyOf(by);
    where = Map.copyOf(where);
  }

  /** Whose counters are read: between two agents both count the same call. */
  public enum View {
    /** Callers': their version is known, and calls that never arrived are in it. */
    CALLERS,
    /** Servers': callers are known by their certificate, or not at all. */
    SERVERS,
    /**
     * Callers', and what servers have beyond that: calls from outside of the mesh, with source
     * {@code unknown}. A server cannot tell a plaintext call of the mesh from one of the outside,
     * so the latter are as many as it counted above what its callers did; below a tenth that is
     * taken for the difference between two agents' clocks.
     */
    ALL
  }

  /** All calls in {@code window}, in one row. */
  public static TrafficQuery of(Window window) {
    return new TrafficQuery(window, View.ALL, Set.of(), Map.of());
  }

  public TrafficQuery view(View whose) {
    return new TrafficQuery(window, whose, by, where);
  }

  /** A row for each combination of these dimensions' values. */
  public TrafficQuery by(Dimension first, Dimension... others) {
    return new TrafficQuery(window, view, EnumSet.of(first, others), where);
  }

  /** Only those, on top of what was said before of other dimensions. */
  public TrafficQuery where(Dimension dimension, String... values) {
    Map<Dimension, Set<String>> all = new EnumMap<>(Dimension.class);
    all.putAll(where);
    all.put(dimension, Set.of(values));
    return new TrafficQuery(window, view, by, all);
  }
}
