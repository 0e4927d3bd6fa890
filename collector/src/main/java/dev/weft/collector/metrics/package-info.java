/**
 * What the agents count of calls, kept: totals for Prometheus, and rings by time that {@link
 * dev.weft.collector.metrics.TrafficQueries} answers from.
 */
@NullMarked
package dev.weft.collector.metrics;

import org.jspecify.annotations.NullMarked;
