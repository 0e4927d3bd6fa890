/**
 * Whether an attempt is followed by another: {@link dev.weft.core.retry.RetryStage}, with {@link
 * dev.weft.core.retry.RetryBudgets}.
 */
@NullMarked
package dev.weft.core.retry;

import org.jspecify.annotations.NullMarked;
