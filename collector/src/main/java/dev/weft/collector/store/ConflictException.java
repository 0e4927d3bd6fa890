package dev.weft.collector.store;

import java.util.List;
import java.util.stream.Collectors;

/** A write's {@link Condition} does not hold; nothing was changed. */
public final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Conflict> conflicts;

  /**
   * One thing that is not as the writer thought.
   *
   * @param document its name, or {@code all documents}
   * @param expected by the writer
   * @param found in the store
   */
  public record Conflict(String document, String expected, String found) {}

  ConflictException(List<Conflict> conflicts) {
    super(
        conflicts.stream()
            .map(one -> one.document() + ": expected " + one.expected() + ", found " + one.found())
            .collect(Collectors.joining("; ")));
    this.conflicts = List.copyOf(conflicts);
  }

  public List<Conflict> conflicts() {
    return conflicts;
  }
}
