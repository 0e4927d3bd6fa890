package dev.weft.collector.jaeger;

import java.util.Map;

/**
 * Which traces: those with a span for which all of it holds.
 *
 * @param operation empty: any
 * @param tags of the span, one of its events, its scope or its resource
 * @param startMicros the span began then or later, epoch microseconds
 * @param endMicros or before
 * @param minNanos 0: any
 * @param maxNanos 0: any
 * @param limit of those that came last
 * @param raw as they came
 */
public record Search(
    String service,
    String operation,
    Map<String, String> tags,
    long startMicros,
    long endMicros,
    long minNanos,
    long maxNanos,
    int limit,
    boolean raw) {
  public Search {
    tags = Map.copyOf(tags);
  }
}
