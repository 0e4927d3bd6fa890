/**
 * The two loops: {@link dev.weft.core.drive.BlockingLoop} over a {@link
 * dev.weft.core.drive.BlockingWire}, and {@link dev.weft.core.drive.AsyncCall}. They alone wait and
 * arm timers.
 */
@NullMarked
package dev.weft.core.drive;

import org.jspecify.annotations.NullMarked;
