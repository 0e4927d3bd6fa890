/**
 * Counters by Istio's labels: {@link dev.weft.core.stats.StatsFilter} and {@link
 * dev.weft.core.stats.InboundStatsFilter} into {@link dev.weft.core.stats.Stats}.
 */
@NullMarked
package dev.weft.core.stats;

import org.jspecify.annotations.NullMarked;
