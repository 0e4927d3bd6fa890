/**
 * The access log: {@link dev.weft.core.log.AccessLogFilter} and {@link
 * dev.weft.core.log.InboundAccessLogFilter} into {@link dev.weft.core.log.AccessLog}.
 */
@NullMarked
package dev.weft.core.log;

import org.jspecify.annotations.NullMarked;
