/**
 * The part of CEL in which documents say which calls they mean: {@link
 * dev.weft.policy.expression.Expression}.
 */
@NullMarked
package dev.weft.policy.expression;

import org.jspecify.annotations.NullMarked;
