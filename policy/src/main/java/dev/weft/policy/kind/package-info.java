/**
 * What each kind of document may say, one class a kind. Public: {@link dev.weft.policy.kind.Kind}
 * and {@link dev.weft.policy.kind.Kinds}, all of them.
 */
@NullMarked
package dev.weft.policy.kind;

import org.jspecify.annotations.NullMarked;
