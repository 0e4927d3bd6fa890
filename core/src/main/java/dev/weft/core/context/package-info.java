/**
 * What an inbound call hands to the calls made on its behalf: {@link dev.weft.core.context.Context}
 * in the {@link dev.weft.core.context.ContextCell}, with {@link
 * dev.weft.core.context.TraceContext}.
 */
@NullMarked
package dev.weft.core.context;

import org.jspecify.annotations.NullMarked;
