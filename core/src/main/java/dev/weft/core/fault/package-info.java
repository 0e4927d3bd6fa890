/** Injected delays and aborts: {@link dev.weft.core.fault.FaultFilter}. */
@NullMarked
package dev.weft.core.fault;

import org.jspecify.annotations.NullMarked;
