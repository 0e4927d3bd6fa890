package dev.weft.policy.compiled;

import dev.weft.policy.compiled.Route.Fault;
import dev.weft.policy.value.StatusCodes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code fault}. A percentage that is absent is 0: nothing is injected. */
final class FaultReader {
  private FaultReader() {}

  static @Nullable Fault read(@Nullable Spec fault) {
    if (fault == null) {
      return null;
    }
    Fault.Delay delay = delay(fault.child("delay"));
    Fault.Abort abort = abort(fault.child("abort"));
    return delay == null && abort == null ? null : new Fault(delay, abort);
  }

  private static Fault.@Nullable Delay delay(Spec delay) {
    Duration fixed = delay.duration("fixedDelay");
    double percent =
        delay.has("percentage")
            ? delay.child("percentage").number("value", 0)
            : delay.number("percent", 0);
    return fixed == null || percent <= 0 ? null : new Fault.Delay(percent, fixed);
  }

  private static Fault.@Nullable Abort abort(Spec abort) {
    double percent = abort.child("percentage").number("value", 0);
    if (percent <= 0) {
      return null;
    }
    String grpc = abort.filled("grpcStatus");
    if (grpc != null) {
      int code = StatusCodes.grpc(grpc);
      if (code < 0) {
        throw abort.refused("grpcStatus", "a gRPC status");
      }
      return new Fault.Abort(percent, 0, code);
    }
    Integer status = abort.integer("httpStatus");
    return status == null ? null : new Fault.Abort(percent, status, -1);
  }
}
