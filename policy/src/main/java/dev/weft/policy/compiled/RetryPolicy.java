package dev.weft.policy.compiled;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is made again.
 *
 * @param attempts retries after the first attempt, 0 or more
 * @param perTryTimeout null: only the route's timeout limits an attempt
 * @param on conditions, any of which allows a retry
 * @param statusCodes retried where {@code on} has {@link Condition#RETRIABLE_STATUS_CODES}
 * @param backoffBase the n-th wait is uniform in [0, base · 2^(n-1)), capped at {@code backoffMax}
 * @param backoffMax 10 · base, as Envoy
 * @param otherHosts pick an instance not tried before, where there is one
 */
public record RetryPolicy(
    int attempts,
    @Nullable Duration perTryTimeout,
    Set<Condition> on,
    Set<Integer> statusCodes,
    Duration backoffBase,
    Duration backoffMax,
    boolean otherHosts) {

  /** Envoy's base interval. */
  public static final Duration DEFAULT_BACKOFF = Duration.ofMillis(25);

  /** What Istio gives a route without {@code retries}: two, for calls that were never processed. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          2,
          null,
          EnumSet.of(
              Condition.CONNECT_FAILURE,
              Condition.REFUSED_STREAM,
              Condition.UNAVAILABLE,
              Condition.CANCELLED,
              Condition.RETRIABLE_STATUS_CODES),
          Set.of(),
          DEFAULT_BACKOFF,
          backoffMax(DEFAULT_BACKOFF),
          true);

  /** An attempt is the only one. */
  public static final RetryPolicy NONE =
      new RetryPolicy(
          0, null, Set.of(), Set.of(), DEFAULT_BACKOFF, backoffMax(DEFAULT_BACKOFF), false);

  public RetryPolicy {
    on = Set.copyOf(on);
    statusCodes = Set.copyOf(statusCodes);
  }

  /**
   * What the waits are capped at. Not by {@link Duration#multipliedBy}, which calculates with
   * decimals: on JDK 25 the first one costs a JVM that starts 20 ms.
   */
  static Duration backoffMax(Duration base) {
    return Duration.ofSeconds(Math.multiplyExact(base.getSeconds(), 10L), base.getNano() * 10L);
  }

  /** Envoy's retry conditions; {@link #text} is the word in {@code retryOn}. */
  public enum Condition {
    FIVE_XX("5xx"),
    GATEWAY_ERROR("gateway-error"),
    RESET("reset"),
    RESET_BEFORE_REQUEST("reset-before-request"),
    CONNECT_FAILURE("connect-failure"),
    ENVOY_RATELIMITED("envoy-ratelimited"),
    RETRIABLE_4XX("retriable-4xx"),
    REFUSED_STREAM("refused-stream"),
    RETRIABLE_STATUS_CODES("retriable-status-codes"),
    CANCELLED("cancelled"),
    DEADLINE_EXCEEDED("deadline-exceeded"),
    INTERNAL("internal"),
    RESOURCE_EXHAUSTED("resource-exhausted"),
    UNAVAILABLE("unavailable");

    private final String text;

    Condition(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
