/**
 * Plain trees of what JSON and YAML can say: {@code Map<String, Object>} in the order of the text,
 * {@code List<Object>}, {@code String}, {@code Boolean}, {@code Long}, {@code Double}, {@code
 * null}. Public: {@link dev.weft.policy.tree.JsonTree} reads and writes text, {@link
 * dev.weft.policy.tree.TreeReader} reads what any Jackson parser yields, {@link
 * dev.weft.policy.tree.TreeLimits} bounds both, {@link dev.weft.policy.tree.TreePath} spells where
 * something lies, {@link dev.weft.policy.tree.MalformedTreeException} says what is wrong.
 */
@NullMarked
package dev.weft.policy.tree;

import org.jspecify.annotations.NullMarked;
