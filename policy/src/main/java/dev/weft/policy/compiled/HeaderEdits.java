package dev.weft.policy.compiled;

import java.util.List;
import java.util.Map;

/**
 * Changes to the headers of a request and of its response. Order: remove, set, then add, as Envoy
 * evaluates them. Names are lower-case; {@code host} and pseudo headers never occur here (a set
 * {@code :authority} has become a rewrite).
 */
public record HeaderEdits(Edits request, Edits response) {
  /** Changes nothing. */
  public static final HeaderEdits NONE = new HeaderEdits(Edits.NONE, Edits.NONE);

  public boolean isEmpty() {
    return request.isEmpty() && response.isEmpty();
  }

  /**
   * One direction.
   *
   * @param set overwrites, or adds where absent
   * @param add appends a further value
   * @param remove drops every value
   */
  public record Edits(Map<String, String> set, Map<String, String> add, List<String> remove) {
    public static final Edits NONE = new Edits(Map.of(), Map.of(), List.of());

    public Edits {
      set = Map.copyOf(set);
      add = Map.copyOf(add);
      remove = List.copyOf(remove);
    }

    public boolean isEmpty() {
      return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }
  }
}
