package dev.weft.core.route;

import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.time.Duration;
import java.util.Collection;

/** A retry policy in the form that a call asks: bits and plain numbers. Immutable. */
public final class RetryPlan {
  private final int attempts;
  private final int conditions;
  private final int[] statuses;
  private final long tryNanos;
  private final long baseNanos;
  private final long maxNanos;
  private final boolean otherHosts;

  RetryPlan(RetryPolicy policy) {
    int bits = 0;
    for (Condition condition : policy.on()) {
      bits |= 1 << condition.ordinal();
    }
    Duration limit = policy.perTryTimeout();
    attempts = policy.attempts();
    conditions = bits;
    statuses = numbers(policy.statusCodes());
    tryNanos = limit == null || limit.isZero() ? Long.MAX_VALUE : limit.toNanos();
    baseNanos = policy.backoffBase().toNanos();
    maxNanos = policy.backoffMax().toNanos();
    otherHosts = policy.otherHosts();
  }

  private static int[] numbers(Collection<Integer> boxed) {
    int[] all = new int[boxed.size()];
    int next = 0;
    for (int one : boxed) {
      all[next++] = one;
    }
    return all;
  }

  /** Retries after the first attempt. */
  public int attempts() {
    return attempts;
  }

  public boolean has(Condition condition) {
    return (conditions & 1 << condition.ordinal()) != 0;
  }

  /** Whether the status is one of those listed. */
  public boolean lists(int status) {
    for (int listed : statuses) {
      if (listed == status) {
        return true;
      }
    }
    return false;
  }

  /** Of one attempt; {@link Long#MAX_VALUE}: only the call's own limit. */
  public long tryNanos() {
    return tryNanos;
  }

  /** Below which the wait before the n-th retry (from 1) is drawn: base · 2^(n-1), at most max. */
  public long backoffLimitNanos(int retry) {
    long limit = baseNanos;
    for (int i = 1; i < retry && limit < maxNanos; i++) {
      limit *= 2;
    }
    return Math.min(limit, maxNanos);
  }

  /** Whether a retry prefers an endpoint not tried before. */
  public boolean otherHosts() {
    return otherHosts;
  }
}
