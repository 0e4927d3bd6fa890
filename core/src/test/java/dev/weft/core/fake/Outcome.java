package dev.weft.core.fake;

import dev.weft.core.call.Refusal;
import org.jspecify.annotations.Nullable;

/** What the application saw. Exactly one is not null. */
public record Outcome(
    Script.@Nullable Answer answer, @Nullable Refusal refusal, @Nullable Throwable failure) {
  public static Outcome of(Script.Answer answer) {
    return new Outcome(answer, null, null);
  }

  public static Outcome of(Refusal refusal) {
    return new Outcome(null, refusal, null);
  }

  public static Outcome of(Throwable failure) {
    return new Outcome(null, null, failure);
  }

  /** The status the application saw; -1: an exception. */
  public int status() {
    if (answer != null) {
      return answer.status();
    }
    return refusal == null ? -1 : refusal.status();
  }
}
