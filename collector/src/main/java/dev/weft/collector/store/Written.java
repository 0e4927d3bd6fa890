package dev.weft.collector.store;

import dev.weft.policy.document.DocumentKey;
import java.util.Map;

/**
 * What one write did.
 *
 * @param view as it is after the write
 * @param outcomes by document, in the order given
 */
public record Written(PolicyView view, Map<DocumentKey, Outcome> outcomes) {
  /** Whether anything changed; if not, the revision is the one before. */
  public boolean changed() {
    return outcomes.values().stream()
        .anyMatch(outcome -> outcome != Outcome.UNCHANGED && outcome != Outcome.ABSENT);
  }

  /** What became of one document. */
  public enum Outcome {
    CREATED,
    CONFIGURED,
    UNCHANGED,
    DELETED,
    /** It was to be deleted and is not there. */
    ABSENT
  }
}
