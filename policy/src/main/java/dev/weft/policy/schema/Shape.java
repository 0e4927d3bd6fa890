package dev.weft.policy.schema;

import org.jspecify.annotations.Nullable;

/** What a value in a document may be. Immutable once built; safe from any thread. */
public interface Shape {
  /**
   * Checks {@code value} and tells {@code report} of everything wrong with it.
   *
   * @return the value in its normal form (field names in camelCase); null where it is refused
   */
  @Nullable Object check(@Nullable Object value, String path, Report report);
}
