package dev.weft.core.outlier;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.GrpcCodes;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Settling;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.EjectionState;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.outlier.Ejection.Cause;
import dev.weft.core.time.Clock;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts an endpoint's consecutive failures as soon as an attempt's outcome is known. */
public final class OutlierFilter implements Settling {
  private final Slot<Cluster> cluster;
  private final Outliers outliers;
  private final Clock clock;

  public OutlierFilter(Slot<Cluster> cluster, Outliers outliers, Clock clock) {
    this.cluster = cluster;
    this.outliers = outliers;
    this.clock = clock;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    return null;
  }

  @Override
  public void settled(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    Cluster called = attempt.exchange().get(cluster);
    OutlierDetection policy = called == null ? null : called.traffic().outlier();
    if (endpoint == null || policy == null) {
      return;
    }
    switch (attempt.outcome()) {
      case RESPONSE -> {
        reset(endpoint.state().ejection().consecutiveLocal());
        answered(called, endpoint, policy, status(attempt));
      }
      case FAILED -> {
        FailureKind kind = attempt.exchange().failureKind(attempt.failure());
        if (kind != FailureKind.CANCELLED && kind != FailureKind.OTHER) {
          silent(called, endpoint, policy, 503);
        }
      }
      case TIMED_OUT -> silent(called, endpoint, policy, 504);
      case NONE -> {}
    }
  }

  private static int status(Attempt attempt) {
    return attempt.grpcStatus() > 0 ? GrpcCodes.toHttp(attempt.grpcStatus()) : attempt.status();
  }

  /** Without a response: of local origin where the two are told apart, else as that status. */
  private void silent(Cluster called, Endpoint endpoint, OutlierDetection policy, int status) {
    if (policy.splitLocal()) {
      count(Cause.CONSECUTIVE_LOCAL_ORIGIN_FAILURE, policy.consecutiveLocal(), called, endpoint);
    } else {
      answered(called, endpoint, policy, status);
    }
  }

  private void answered(Cluster called, Endpoint endpoint, OutlierDetection policy, int status) {
    EjectionState state = endpoint.state().ejection();
    boolean error =
        policy.errorCodes().isEmpty() ? status >= 500 : policy.errorCodes().contains(status);
    if (!error) {
      reset(state.consecutive5xx());
      reset(state.consecutiveGateway());
      return;
    }
    if (status >= 502 && status <= 504) {
      count(Cause.CONSECUTIVE_GATEWAY_FAILURE, policy.consecutiveGateway(), called, endpoint);
    } else {
      reset(state.consecutiveGateway());
    }
    count(Cause.CONSECUTIVE_5XX, policy.consecutive5xx(), called, endpoint);
  }

  /** Reads first: all callers share the counter, and it nearly always is 0. */
  private static void reset(AtomicInteger counter) {
    if (counter.get() != 0) {
      counter.set(0);
    }
  }

  private void count(Cause cause, int limit, Cluster called, Endpoint endpoint) {
    EjectionState state = endpoint.state().ejection();
    AtomicInteger counter =
        switch (cause) {
          case CONSECUTIVE_5XX -> state.consecutive5xx();
          case CONSECUTIVE_GATEWAY_FAILURE -> state.consecutiveGateway();
          case CONSECUTIVE_LOCAL_ORIGIN_FAILURE -> state.consecutiveLocal();
        };
    if (counter.incrementAndGet() == limit) {
      outliers.eject(called, endpoint, cause, limit, clock.nanos());
      // A new bout counts anew, also where too many were ejected to eject this one.
      counter.set(0);
    }
  }

  @Override
  public void exit(Attempt attempt) {}
}
