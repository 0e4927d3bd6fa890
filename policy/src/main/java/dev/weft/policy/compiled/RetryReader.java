package dev.weft.policy.compiled;

import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.value.StatusCodes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code retries}. */
final class RetryReader {
  /** Nothing is retried. */
  static final RetryPolicy NONE =
      new RetryPolicy(
          0,
          null,
          Set.of(),
          Set.of(),
          RetryPolicy.DEFAULT_BACKOFF,
          RetryPolicy.backoffMax(RetryPolicy.DEFAULT_BACKOFF),
          true);

  /** Envoy's conditions that never apply here; validation has said so. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("retriable-headers", "http3-post-connect-failure");

  private RetryReader() {}

  static RetryPolicy read(@Nullable Spec retries) {
    if (retries == null) {
      return RetryPolicy.DEFAULT;
    }
    int attempts = retries.integer("attempts", 0);
    if (attempts == 0) {
      return NONE; // present without attempts is off, unlike absent
    }
    Set<Condition> on = EnumSet.noneOf(Condition.class);
    Set<Integer> statuses = new HashSet<>();
    String text = retries.filled("retryOn");
    if (text == null) {
      on.addAll(RetryPolicy.DEFAULT.on());
    } else {
      read(retries, text, on, statuses);
    }
    Duration backoff = retries.duration("backoff", RetryPolicy.DEFAULT_BACKOFF);
    return new RetryPolicy(
        attempts,
        retries.duration("perTryTimeout"),
        on,
        statuses,
        backoff,
        RetryPolicy.backoffMax(backoff),
        retries.truth("retryIgnorePreviousHosts", true));
  }

  private static void read(Spec retries, String text, Set<Condition> on, Set<Integer> statuses) {
    for (String part : text.split(",")) {
      String word = part.trim();
      if (word.isEmpty() || WITHOUT_EFFECT.contains(word)) {
        continue;
      }
      if (word.matches("[0-9]{3}") && StatusCodes.isHttp(Integer.parseInt(word))) {
        statuses.add(Integer.parseInt(word));
        on.add(Condition.RETRIABLE_STATUS_CODES);
      } else {
        on.add(condition(retries, word));
      }
    }
  }

  private static Condition condition(Spec retries, String word) {
    for (Condition condition : Condition.values()) {
      if (condition.text().equals(word)) {
        return condition;
      }
    }
    throw retries.refused("retryOn", "made of known conditions ('" + word + "')");
  }
}
