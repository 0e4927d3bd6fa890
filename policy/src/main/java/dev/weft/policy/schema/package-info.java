/**
 * Describes what documents may look like, as data: shapes made by {@link
 * dev.weft.policy.schema.Shapes}, objects by {@link dev.weft.policy.schema.ObjectShape}, rules
 * between fields over a {@link dev.weft.policy.schema.Node}. Checking a tree fills a {@link
 * dev.weft.policy.schema.Report} with {@link dev.weft.policy.schema.Problem}, {@link
 * dev.weft.policy.schema.NotEnforced} and {@link dev.weft.policy.schema.Warning}.
 */
@NullMarked
package dev.weft.policy.schema;

import org.jspecify.annotations.NullMarked;
