package dev.weft.core.fake;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.ResponseHead;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fake wire answers, one step an attempt; the last step stays. */
public final class Script {
  private final Deque<Step> steps;

  private Script(List<Step> steps) {
    this.steps = new ArrayDeque<>(steps);
  }

  /** What happens to one attempt. */
  public sealed interface Step {}

  /** A response after {@code afterNanos}; {@code grpc} -1: none in its head. */
  public record Answer(int status, int grpc, long afterNanos, Map<String, String> headers)
      implements Step, ResponseHead {
    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public int grpcStatus() {
      return grpc;
    }
  }

  public record Fails(IOException failure) implements Step {}

  /** Nothing until it is aborted. */
  public record Hangs() implements Step {}

  public static Script of(Step... steps) {
    return new Script(List.of(steps));
  }

  public static Step status(int status) {
    return new Answer(status, -1, 0, Map.of());
  }

  public static Step statusAfter(int status, long nanos) {
    return new Answer(status, -1, nanos, Map.of());
  }

  public static Step grpc(int code) {
    return new Answer(200, code, 0, Map.of());
  }

  public static Step fails(IOException failure) {
    return new Fails(failure);
  }

  public static Step hangs() {
    return new Hangs();
  }

  Step next(Attempt attempt) {
    return steps.size() > 1 ? steps.remove() : steps.element();
  }
}
