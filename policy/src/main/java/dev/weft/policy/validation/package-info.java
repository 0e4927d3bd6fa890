/**
 * Decides what documents are accepted. Public: {@link dev.weft.policy.validation.PolicyValidator},
 * whose answer is {@link dev.weft.policy.validation.ValidatedDocument}.
 */
@NullMarked
package dev.weft.policy.validation;

import org.jspecify.annotations.NullMarked;
