package dev.weft.core.route;

import dev.weft.policy.compiled.CompiledPolicy.VirtualHost;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.Destination;
import dev.weft.policy.compiled.Route.RequestMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out beforehand what a virtual host's routes come to. */
final class RuleBuilder {
  /** Of the sum of weights; larger ones are made smaller together. */
  private static final int MAX_BITS = 30;

  private RuleBuilder() {}

  static Rules rules(VirtualHost virtualHost, Map<String, Upstream> upstreams) {
    List<Rules.Rule> rules = new ArrayList<>();
    for (Route route : virtualHost.routes()) {
      if (route.matches().isEmpty()) {
        rules.add(rule(route, null, upstreams));
      }
      for (RequestMatch match : route.matches()) {
        rules.add(rule(route, match, upstreams));
      }
    }
    return new Rules(rules);
  }

  /** Istio's default route, for a service without a virtual host. */
  static Target otherwise(Upstream upstream, RetryPolicy retries) {
    Destination itself = new Destination(upstream.name(), null, null, 1, HeaderEdits.NONE);
    Route route =
        new Route(
            "default", List.of(), List.of(itself), HeaderEdits.NONE, null, null, retries, null);
    return new Target(
        "default", route, itself, upstream, HeaderEdits.Edits.NONE, HeaderEdits.Edits.NONE, null);
  }

  private static Rules.Rule rule(
      Route route, @Nullable RequestMatch match, Map<String, Upstream> upstreams) {
    List<Target> targets = new ArrayList<>();
    int[] weights = new int[route.destinations().size()];
    long sum = route.destinations().stream().mapToLong(Destination::weight).sum();
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(sum) - MAX_BITS);
    int total = 0;
    for (int i = 0; i < weights.length; i++) {
      Destination destination = route.destinations().get(i);
      targets.add(target(route, match, destination, upstreams));
      total += destination.weight() >> shift;
      weights[i] = total;
    }
    return new Rules.Rule(route, match, targets, weights);
  }

  private static Target target(
      Route route,
      @Nullable RequestMatch match,
      Destination destination,
      Map<String, Upstream> upstreams) {
    boolean named = match != null && !match.name().isEmpty();
    return new Target(
        named ? route.name() + "." + match.name() : route.name(),
        route,
        destination,
        upstreams.get(destination.host().toLowerCase(Locale.ROOT)),
        HeaderPlan.merge(List.of(route.headers().request(), destination.headers().request())),
        HeaderPlan.merge(List.of(route.headers().response(), destination.headers().response())),
        PathRewrite.of(route.rewrite(), match));
  }
}
