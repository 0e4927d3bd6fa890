/**
 * Time and timers, injected: {@link dev.weft.core.time.Clock}, {@link dev.weft.core.time.Timer}.
 */
@NullMarked
package dev.weft.core.time;

import org.jspecify.annotations.NullMarked;
