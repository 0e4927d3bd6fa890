package dev.weft.core.route;

import dev.weft.core.call.OutboundExchange;
import dev.weft.core.random.RandomSource;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one virtual host, in order. Immutable. */
final class Rules {
  private final Rule[] rules;
  private final boolean cutsQuery;
  private final @Nullable PathIndex index;

  Rules(List<Rule> rules) {
    this.rules = rules.toArray(new Rule[0]);
    this.cutsQuery = rules.stream().anyMatch(Rule::cutsQuery);
    this.index = rules.size() < PathIndex.WORTHWHILE ? null : new PathIndex(this.rules);
  }

  /**
   * One route and one of its matches.
   *
   * @param match null: every request
   * @param targets one for each destination of the route
   * @param weights up to and including each target; the last is the total
   */
  record Rule(Route route, @Nullable RequestMatch match, List<Target> targets, int[] weights) {
    /** A prefix without a question mark fits the path with its query as well as without. */
    boolean cutsQuery() {
      return match != null
          && match.uri() != null
          && !(match.uri() instanceof TextMatch.Prefix prefix && prefix.value().indexOf('?') < 0);
    }

    /**
     * @param path without the query if any rule {@link #cutsQuery}
     */
    boolean fits(OutboundExchange x, String path, int servicePort) {
      return match == null || RequestMatcher.matches(match, x, path, servicePort);
    }

    /** By weight; retries stay in what was taken. */
    Target take(RandomSource random) {
      if (targets.size() > 1) {
        int drawn = random.below(weights[weights.length - 1]);
        for (int i = 0; i < weights.length; i++) {
          if (drawn < weights[i]) {
            return targets.get(i);
          }
        }
      }
      return targets.get(0);
    }
  }

  /** The first that fits; null: none. */
  @Nullable Target match(OutboundExchange x, int servicePort, RandomSource random) {
    String path = cutsQuery ? withoutQuery(x.path()) : x.path();
    Rule first = index == null ? first(x, path, servicePort) : index.first(x, path, servicePort);
    return first == null ? null : first.take(random);
  }

  private @Nullable Rule first(OutboundExchange x, String path, int servicePort) {
    for (Rule rule : rules) {
      if (rule.fits(x, path, servicePort)) {
        return rule;
      }
    }
    return null;
  }

  /** Whether any of them is for calls to this port; if none is, the host has no routes there. */
  boolean areFor(int servicePort) {
    for (Rule rule : rules) {
      Integer port = rule.match == null ? null : rule.match.port();
      if (port == null || port == servicePort) {
        return true;
      }
    }
    return false;
  }

  private static String withoutQuery(String path) {
    int mark = path.indexOf('?');
    return mark < 0 ? path : path.substring(0, mark);
  }
}
