/**
 * The one abstraction. Adapters subclass {@link dev.weft.core.call.OutboundExchange} and {@link
 * dev.weft.core.call.InboundExchange}; filters implement {@link dev.weft.core.call.Filter}
 * (attempts' also {@link dev.weft.core.call.Settling}) over a {@link dev.weft.core.call.Scope};
 * {@link dev.weft.core.call.Joint} makes one {@link dev.weft.core.call.Attempt} follow another. The
 * paths are put together elsewhere; nothing here knows a policy but header edits.
 */
@NullMarked
package dev.weft.core.call;

import org.jspecify.annotations.NullMarked;
