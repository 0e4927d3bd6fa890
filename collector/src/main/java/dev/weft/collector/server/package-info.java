/** Puts everything together: {@link dev.weft.collector.server.Collector}. */
@NullMarked
package dev.weft.collector.server;

import org.jspecify.annotations.NullMarked;
