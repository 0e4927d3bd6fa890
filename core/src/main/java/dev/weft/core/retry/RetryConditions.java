package dev.weft.core.retry;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.ResponseHead;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.util.Set;

/**
 * Envoy's retry conditions (its {@code retry_state_impl.cc}), held against an attempt's outcome.
 */
final class RetryConditions {
  private static final String RATE_LIMITED = "x-envoy-ratelimited";

  private RetryConditions() {}

  static boolean allow(RetryPolicy policy, Attempt attempt) {
    return switch (attempt.outcome()) {
      case RESPONSE -> response(policy, attempt);
      case FAILED -> failure(policy.on(), attempt);
      case TIMED_OUT -> noResponse(policy.on(), attempt);
      case NONE -> false;
    };
  }

  private static boolean response(RetryPolicy policy, Attempt attempt) {
    Set<Condition> on = policy.on();
    ResponseHead head = attempt.head();
    if (head != null && head.header(RATE_LIMITED) != null) {
      return on.contains(Condition.ENVOY_RATELIMITED);
    }
    int status = attempt.status();
    return (status >= 500 && on.contains(Condition.FIVE_XX))
        || (status >= 502 && status <= 504 && on.contains(Condition.GATEWAY_ERROR))
        || (status == 409 && on.contains(Condition.RETRIABLE_4XX))
        || (on.contains(Condition.RETRIABLE_STATUS_CODES) && policy.statusCodes().contains(status))
        || grpc(on, attempt.grpcStatus());
  }

  private static boolean grpc(Set<Condition> on, int code) {
    return switch (code) {
      case 1 -> on.contains(Condition.CANCELLED);
      case 4 -> on.contains(Condition.DEADLINE_EXCEEDED);
      case 8 -> on.contains(Condition.RESOURCE_EXHAUSTED);
      case 13 -> on.contains(Condition.INTERNAL);
      case 14 -> on.contains(Condition.UNAVAILABLE);
      default -> false;
    };
  }

  private static boolean failure(Set<Condition> on, Attempt attempt) {
    FailureKind kind = attempt.exchange().failureKind(attempt.failure());
    return switch (kind) {
      case CANCELLED, OTHER -> false;
      case CONNECT -> on.contains(Condition.CONNECT_FAILURE) || noResponse(on, attempt);
      case REFUSED_STREAM -> on.contains(Condition.REFUSED_STREAM) || noResponse(on, attempt);
      case RESET -> noResponse(on, attempt);
    };
  }

  /** Envoy counts every end without a response as a reset, and a reset as a gateway error. */
  private static boolean noResponse(Set<Condition> on, Attempt attempt) {
    return on.contains(Condition.FIVE_XX)
        || on.contains(Condition.GATEWAY_ERROR)
        || on.contains(Condition.RESET)
        || (!attempt.isSent() && on.contains(Condition.RESET_BEFORE_REQUEST));
  }
}
