/**
 * What is written on the request of an attempt: {@link dev.weft.core.propagate.PropagateFilter}.
 */
@NullMarked
package dev.weft.core.propagate;

import org.jspecify.annotations.NullMarked;
