package dev.weft.core.retry;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.ResponseHead;
import dev.weft.core.route.RetryPlan;
import dev.weft.policy.compiled.RetryPolicy.Condition;

/**
 * Envoy's retry conditions (its {@code retry_state_impl.cc}), held against an attempt's outcome.
 */
final class RetryConditions {
  private static final String RATE_LIMITED = "x-envoy-ratelimited";

  private RetryConditions() {}

  static boolean allow(RetryPlan plan, Attempt attempt) {
    return switch (attempt.outcome()) {
      case RESPONSE -> response(plan, attempt);
      case FAILED -> failure(plan, attempt);
      case TIMED_OUT -> noResponse(plan, attempt);
      case NONE -> false;
    };
  }

  private static boolean response(RetryPlan plan, Attempt attempt) {
    ResponseHead head = attempt.head();
    if (head != null && head.header(RATE_LIMITED) != null) {
      return plan.has(Condition.ENVOY_RATELIMITED);
    }
    int status = attempt.status();
    return (status >= 500 && plan.has(Condition.FIVE_XX))
        || (status >= 502 && status <= 504 && plan.has(Condition.GATEWAY_ERROR))
        || (status == 409 && plan.has(Condition.RETRIABLE_4XX))
        || (plan.has(Condition.RETRIABLE_STATUS_CODES) && plan.lists(status))
        || grpc(plan, attempt.grpcStatus());
  }

  private static boolean grpc(RetryPlan plan, int code) {
    return switch (code) {
      case 1 -> plan.has(Condition.CANCELLED);
      case 4 -> plan.has(Condition.DEADLINE_EXCEEDED);
      case 8 -> plan.has(Condition.RESOURCE_EXHAUSTED);
      case 13 -> plan.has(Condition.INTERNAL);
      case 14 -> plan.has(Condition.UNAVAILABLE);
      default -> false;
    };
  }

  private static boolean failure(RetryPlan plan, Attempt attempt) {
    FailureKind kind = attempt.exchange().failureKind(attempt.failure());
    return switch (kind) {
      case CANCELLED, OTHER -> false;
      case CONNECT -> plan.has(Condition.CONNECT_FAILURE) || noResponse(plan, attempt);
      case REFUSED_STREAM -> plan.has(Condition.REFUSED_STREAM) || noResponse(plan, attempt);
      case RESET -> noResponse(plan, attempt);
    };
  }

  /** Envoy counts every end without a response as a reset, and a reset as a gateway error. */
  private static boolean noResponse(RetryPlan plan, Attempt attempt) {
    return plan.has(Condition.FIVE_XX)
        || plan.has(Condition.GATEWAY_ERROR)
        || plan.has(Condition.RESET)
        || (!attempt.isSent() && plan.has(Condition.RESET_BEFORE_REQUEST));
  }
}
