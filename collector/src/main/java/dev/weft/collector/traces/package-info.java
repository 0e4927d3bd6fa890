/** The spans that were taken in, kept in memory within bounds, those that matter the longest. */
@NullMarked
package dev.weft.collector.traces;

import org.jspecify.annotations.NullMarked;
