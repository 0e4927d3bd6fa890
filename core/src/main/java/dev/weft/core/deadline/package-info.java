/**
 * How long a call may take: the route's timeout, a try's own, and what the caller of the inbound
 * call allows.
 */
@NullMarked
package dev.weft.core.deadline;

import org.jspecify.annotations.NullMarked;
