package dev.weft.collector.store;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of the store when a write is done; looked at on the writer's thread, so that no
 * other write comes between.
 */
public sealed interface Condition {
  /** Nothing. */
  Condition NONE = new None();

  /** None of the documents may exist. */
  Condition ABSENT = new Absent();

  /** Nothing is asked. */
  record None() implements Condition {}

  /** No document may exist. */
  record Absent() implements Condition {}

  /**
   * Each document must be at one of these revisions.
   *
   * @param revisions empty: it only must exist
   */
  record Documents(Set<Long> revisions) implements Condition {
    public Documents {
      revisions = Set.copyOf(revisions);
    }
  }

  /** All documents together must be at one of these revisions. */
  record Store(Set<Long> revisions) implements Condition {
    public Store {
      revisions = Set.copyOf(revisions);
    }
  }

  /** What the store finds wrong with {@code stored}, null if nothing. */
  default @Nullable String wrong(PolicyView view, @Nullable StoredDocument stored) {
    if (this instanceof Absent) {
      return stored == null ? null : "no document (If-None-Match: *)";
    } else if (this instanceof Documents documents) {
      boolean held =
          stored != null
              && (documents.revisions().isEmpty()
                  || documents.revisions().contains(stored.revision()));
      return held ? null : expected(documents.revisions());
    } else if (this instanceof Store store) {
      return store.revisions().isEmpty() || store.revisions().contains(view.revision())
          ? null
          : expected(store.revisions());
    }
    return null;
  }

  private static String expected(Set<Long> revisions) {
    if (revisions.isEmpty()) {
      return "an existing document (If-Match: *)";
    }
    StringBuilder text = new StringBuilder("revision ");
    String separator = "";
    for (long revision : new TreeSet<>(revisions)) {
      text.append(separator).append(revision);
      separator = " or ";
    }
    return text.append(" (If-Match)").toString();
  }
}
