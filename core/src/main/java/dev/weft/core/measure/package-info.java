/**
 * Durations of requests by OpenTelemetry's conventions, where a user wants them: {@link
 * dev.weft.core.measure.AttemptDurationFilter}, {@link dev.weft.core.measure.CallDurationFilter}
 * and {@link dev.weft.core.measure.InboundDurationFilter} into {@link
 * dev.weft.core.measure.RequestDurations}.
 */
@NullMarked
package dev.weft.core.measure;

import org.jspecify.annotations.NullMarked;
