package dev.weft.core.route;

import dev.weft.core.call.OutboundExchange;
import dev.weft.core.route.Rules.Rule;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says which rules of many a path can fit, so that a call does not pay for the others: those whose
 * exact path or prefix it begins with, by one pass over its letters, and those that say nothing of
 * the kind. Immutable.
 */
final class PathIndex {
  /** Fewer rules are looked through sooner than a path is looked up. */
  static final int WORTHWHILE = 6;

  private final Rule[] rules;
  private final String[] texts;
  private final @Nullable Candidates[] candidates;
  private final boolean[] lengths;
  private final Candidates others;

  PathIndex(Rule[] rules) {
    this.rules = rules;
    Map<String, List<Integer>> byText = new LinkedHashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < rules.length; i++) {
      String text = text(rules[i].match());
      (text == null ? rest : byText.computeIfAbsent(text, none -> new ArrayList<>())).add(i);
    }
    int capacity = Integer.highestOneBit(Math.max(8, byText.size() * 2)) << 1;
    texts = new String[capacity];
    candidates = new Candidates[capacity];
    lengths = new boolean[1 + byText.keySet().stream().mapToInt(String::length).max().orElse(0)];
    byText.forEach((text, its) -> insert(text, new Candidates(rules, its)));
    others = new Candidates(rules, rest);
  }

  /** What a path begins with if the rule fits; null: that cannot be said. */
  private static @Nullable String text(@Nullable RequestMatch match) {
    if (match == null || match.uri() == null || match.ignoreUriCase()) {
      return null;
    }
    if (match.uri() instanceof TextMatch.Exact exact) {
      return exact.value();
    }
    return match.uri() instanceof TextMatch.Prefix prefix ? prefix.value() : null;
  }

  private void insert(String text, Candidates its) {
    int slot = spread(text.hashCode()) & (texts.length - 1);
    while (texts[slot] != null) {
      slot = (slot + 1) & (texts.length - 1);
    }
    texts[slot] = text;
    candidates[slot] = its;
    lengths[text.length()] = true;
  }

  /**
   * The first rule that fits; null: none. Does not allocate. Goes from one prefix to the next as
   * {@link String#hashCode} is defined, by which the texts were inserted.
   */
  @Nullable Rule first(OutboundExchange x, String path, int servicePort) {
    int best = rules.length;
    int hash = 0;
    int longest = Math.min(path.length(), lengths.length - 1);
    for (int length = 0; length <= longest; length++) {
      hash = length == 0 ? 0 : 31 * hash + path.charAt(length - 1);
      Candidates found = lengths[length] ? find(path, length, hash) : null;
      if (found != null) {
        best = found.first(best, x, path, servicePort);
      }
    }
    best = others.first(best, x, path, servicePort);
    return best < rules.length ? rules[best] : null;
  }

  private @Nullable Candidates find(String path, int length, int hash) {
    int slot = spread(hash) & (texts.length - 1);
    while (texts[slot] != null) {
      if (texts[slot].length() == length && path.startsWith(texts[slot])) {
        return candidates[slot];
      }
      slot = (slot + 1) & (texts.length - 1);
    }
    return null;
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }
}
