/** The clock and the loops that own a state; injected, so that tests need not wait. */
@NullMarked
package dev.weft.collector.time;

import org.jspecify.annotations.NullMarked;
