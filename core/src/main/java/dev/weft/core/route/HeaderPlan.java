package dev.weft.core.route;

import dev.weft.policy.compiled.HeaderEdits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several levels of header edits as one: what evaluating them one after the other (each: remove,
 * set, add) comes to. Immutable; made when a policy is applied, so that a call only walks it.
 */
final class HeaderPlan {
  private HeaderPlan() {}

  private static final class Outcome {
    private boolean removed;
    private String set;
    private final List<String> added = new ArrayList<>();
  }

  /** A later level sees what an earlier one did. */
  static HeaderEdits.Edits merge(List<HeaderEdits.Edits> levels) {
    List<HeaderEdits.Edits> used = levels.stream().filter(level -> !level.isEmpty()).toList();
    if (used.isEmpty()) {
      return HeaderEdits.Edits.NONE;
    }
    if (used.size() == 1) {
      return used.get(0);
    }
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (HeaderEdits.Edits level : used) {
      level.remove().forEach(name -> remove(outcome(outcomes, name)));
      level.set().forEach((name, value) -> set(outcome(outcomes, name), value));
      level.add().forEach((name, value) -> outcome(outcomes, name).added.add(value));
    }
    Map<String, String> set = new LinkedHashMap<>();
    Map<String, String> add = new LinkedHashMap<>();
    List<String> remove = new ArrayList<>();
    outcomes.forEach(
        (name, outcome) -> {
          if (outcome.set != null) {
            set.put(name, outcome.set);
          } else if (outcome.removed) {
            remove.add(name);
          }
          if (!outcome.added.isEmpty()) {
            // Two levels that add to one name: a list header, so a comma says the same.
            add.put(name, String.join(",", outcome.added));
          }
        });
    return new HeaderEdits.Edits(set, add, remove);
  }

  private static Outcome outcome(Map<String, Outcome> outcomes, String name) {
    return outcomes.computeIfAbsent(name, n -> new Outcome());
  }

  private static void remove(Outcome outcome) {
    outcome.removed = true;
    outcome.set = null;
    outcome.added.clear();
  }

  private static void set(Outcome outcome, String value) {
    outcome.set = value;
    outcome.added.clear();
  }
}
