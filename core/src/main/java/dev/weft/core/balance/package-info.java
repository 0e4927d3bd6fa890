/**
 * Which endpoint an attempt goes to: {@link dev.weft.core.balance.BalanceFilter} over the
 * algorithms of {@link dev.weft.core.balance.Balancer}.
 */
@NullMarked
package dev.weft.core.balance;

import org.jspecify.annotations.NullMarked;
