/**
 * The small values that documents are made of, and how they are spelt. Public: {@link
 * dev.weft.policy.value.GoDuration}, {@link dev.weft.policy.value.Names} (DNS names, labels,
 * addresses), {@link dev.weft.policy.value.StatusCodes} (HTTP and gRPC).
 */
@NullMarked
package dev.weft.policy.value;

import org.jspecify.annotations.NullMarked;
