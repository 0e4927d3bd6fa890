/**
 * What documents mean. Public: {@link dev.weft.policy.compiled.PolicyCompiler} turns documents into
 * a {@link dev.weft.policy.compiled.CompiledPolicy} for one {@link
 * dev.weft.policy.compiled.Consumer}, made of {@link dev.weft.policy.compiled.Route}, {@link
 * dev.weft.policy.compiled.RetryPolicy}, {@link dev.weft.policy.compiled.HeaderEdits} and {@link
 * dev.weft.policy.compiled.ClusterPolicy}, or throws {@link
 * dev.weft.policy.compiled.PolicyRefusedException}; {@link
 * dev.weft.policy.compiled.DocumentFindings} says which documents lose a conflict or name what does
 * not exist; {@link dev.weft.policy.compiled.ServiceEntries} reads registry facts; {@link
 * dev.weft.policy.compiled.ServiceName} completes names.
 */
@NullMarked
package dev.weft.policy.compiled;

import org.jspecify.annotations.NullMarked;
