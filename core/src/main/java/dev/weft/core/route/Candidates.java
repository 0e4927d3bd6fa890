package dev.weft.core.route;

import dev.weft.core.call.OutboundExchange;
import dev.weft.core.route.Rules.Rule;
import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.match.TextMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules that a path can fit alike. Those that want one and the same header to have a certain value,
 * as where each customer or version has a route, are looked up by that value. Immutable.
 */
final class Candidates {
  private final Rule[] rules;
  private final @Nullable String header;
  private final Map<String, int[]> byValue;
  private final int[] others;

  /**
   * @param rules all of the virtual host
   * @param positions of those that this is about, ascending
   */
  Candidates(Rule[] rules, List<Integer> positions) {
    this.rules = rules;
    this.header = commonest(rules, positions);
    Map<String, List<Integer>> values = new HashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int position : positions) {
      String value = header == null ? null : wanted(rules[position], header);
      (value == null ? rest : values.computeIfAbsent(value, none -> new ArrayList<>()))
          .add(position);
    }
    Map<String, int[]> arrays = new HashMap<>();
    values.forEach((value, its) -> arrays.put(value, array(its)));
    byValue = arrays;
    others = array(rest);
  }

  /** The header that most of them want a certain value of; null: fewer than are worth it. */
  private static @Nullable String commonest(Rule[] rules, List<Integer> positions) {
    Map<String, Integer> counts = new HashMap<>();
    String most = null;
    int count = PathIndex.WORTHWHILE - 1;
    for (int position : positions) {
      for (NamedMatch each : headers(rules[position])) {
        if (each.value() instanceof TextMatch.Exact
            && counts.merge(each.name(), 1, Integer::sum) > count) {
          most = each.name();
          count = counts.get(most);
        }
      }
    }
    return most;
  }

  /** The value without which the rule does not fit; null: there is none. */
  private static @Nullable String wanted(Rule rule, String header) {
    for (NamedMatch each : headers(rule)) {
      if (each.name().equals(header) && each.value() instanceof TextMatch.Exact exact) {
        return exact.value();
      }
    }
    return null;
  }

  private static List<NamedMatch> headers(Rule rule) {
    return rule.match() == null ? List.of() : rule.match().headers();
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The first of these before {@code best} that fits, else {@code best}. Does not allocate. */
  int first(int best, OutboundExchange x, String path, int servicePort) {
    int found = best;
    if (header != null) {
      String value = RequestMatcher.header(x, header);
      int[] its = value == null ? null : byValue.get(value);
      found = its == null ? best : first(its, best, x, path, servicePort);
    }
    return first(others, found, x, path, servicePort);
  }

  private int first(int[] ascending, int best, OutboundExchange x, String path, int servicePort) {
    for (int position : ascending) {
      if (position >= best) {
        return best;
      }
      if (rules[position].fits(x, path, servicePort)) {
        return position;
      }
    }
    return best;
  }
}
