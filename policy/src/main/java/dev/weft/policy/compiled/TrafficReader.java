package dev.weft.policy.compiled;

import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import dev.weft.policy.compiled.ClusterPolicy.RetryBudget;
import dev.weft.policy.compiled.ClusterPolicy.TlsMode;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads traffic policies of one rule: block by block a subset's replaces the rule's, and the
 * settings of a port replace all blocks, those they leave out being at their defaults.
 */
final class TrafficReader {
  private final @Nullable Spec rule;

  TrafficReader(@Nullable Spec rule) {
    this.rule = rule;
  }

  /** The four blocks that a port can have, and the budget. */
  private record Blocks(
      @Nullable Spec balancer, @Nullable Spec outlier, @Nullable Spec tls, @Nullable Spec budget) {
    static final Blocks NONE = new Blocks(null, null, null, null);

    static Blocks of(@Nullable Spec policy) {
      return policy == null
          ? NONE
          : new Blocks(
              policy.object("loadBalancer"),
              policy.object("outlierDetection"),
              policy.object("tls"),
              policy.object("retryBudget"));
    }

    /**
     * @param whole whether blocks that {@code over} leaves out go to their defaults
     */
    Blocks under(Blocks over, boolean whole) {
      return new Blocks(
          over.balancer != null || whole ? over.balancer : balancer,
          over.outlier != null || whole ? over.outlier : outlier,
          over.tls != null || whole ? over.tls : tls,
          over.budget != null ? over.budget : budget);
    }
  }

  /** Where no port says otherwise. */
  Traffic traffic(@Nullable Spec subset) {
    return read(Blocks.of(rule).under(Blocks.of(subset), false));
  }

  /** For the ports that the rule or the subset has settings for. */
  Map<Integer, Traffic> portTraffic(@Nullable Spec subset) {
    Map<Integer, Blocks> ofRule = ports(rule);
    Map<Integer, Blocks> ofSubset = ports(subset);
    Map<Integer, Traffic> traffic = new LinkedHashMap<>();
    ofRule.forEach(
        (port, blocks) -> traffic.put(port, read(blocks.under(Blocks.of(subset), false))));
    ofSubset.forEach(
        (port, blocks) -> {
          Blocks below = ofRule.getOrDefault(port, Blocks.of(rule));
          traffic.put(port, read(below.under(blocks, true)));
        });
    return traffic;
  }

  /** The first entry of each port counts. */
  private static Map<Integer, Blocks> ports(@Nullable Spec policy) {
    Map<Integer, Blocks> ports = new LinkedHashMap<>();
    if (policy != null) {
      for (Spec settings : policy.children("portLevelSettings")) {
        Integer port = settings.child("port").integer("number");
        if (port == null) {
          throw settings.refused("port", "a port");
        }
        ports.putIfAbsent(port, Blocks.of(settings));
      }
    }
    return ports;
  }

  private static Traffic read(Blocks blocks) {
    return new Traffic(
        balancer(blocks.balancer()),
        outlier(blocks.outlier()),
        budget(blocks.budget()),
        tls(blocks.tls()));
  }

  private static LoadBalancer balancer(@Nullable Spec balancer) {
    String simple = balancer == null ? null : balancer.text("simple");
    if (simple == null) {
      return LoadBalancer.LEAST_REQUEST;
    }
    return switch (simple) {
      case "ROUND_ROBIN" -> LoadBalancer.ROUND_ROBIN;
      case "RANDOM" -> LoadBalancer.RANDOM;
      case "PASSTHROUGH" -> LoadBalancer.PASSTHROUGH;
      case "LEAST_REQUEST", "LEAST_CONN", "UNSPECIFIED" -> LoadBalancer.LEAST_REQUEST;
      default -> throw balancer.refused("simple", "a balancer");
    };
  }

  private static @Nullable OutlierDetection outlier(@Nullable Spec outlier) {
    if (outlier == null) {
      return null;
    }
    int percent = outlier.integer("maxEjectionPercent", 0);
    int local = outlier.integer("consecutiveLocalOriginFailures", 0);
    return new OutlierDetection(
        outlier.integer("consecutive5xxErrors", 5),
        outlier.integer("consecutiveGatewayErrors", outlier.integer("consecutiveErrors", 0)),
        local == 0 ? 5 : local,
        outlier.truth("splitExternalLocalOriginErrors", false),
        outlier.duration("interval", Duration.ofSeconds(10)),
        outlier.duration("baseEjectionTime", Duration.ofSeconds(30)),
        percent == 0 ? 10 : percent,
        outlier.integer("minHealthPercent", 0),
        Set.copyOf(outlier.integers("outlierDetectionHttpErrorCodes")));
  }

  private static @Nullable RetryBudget budget(@Nullable Spec budget) {
    if (budget == null) {
      return null;
    }
    RetryBudget none = RetryBudget.DEFAULT;
    int least = budget.integer("minRetryConcurrency", 0);
    return new RetryBudget(
        budget.number("percent", none.percent()),
        least == 0 ? none.minConcurrency() : least,
        budget.duration("budgetInterval", none.interval()));
  }

  /** A block without a mode turns TLS off, as the first value of Istio's enumeration. */
  private static TlsMode tls(@Nullable Spec tls) {
    if (tls == null) {
      return TlsMode.AUTO;
    }
    String mode = tls.text("mode");
    if (mode == null) {
      return TlsMode.DISABLE;
    }
    return switch (mode) {
      case "DISABLE" -> TlsMode.DISABLE;
      case "ISTIO_MUTUAL" -> TlsMode.ISTIO_MUTUAL;
      case "SIMPLE", "MUTUAL" -> TlsMode.AUTO; // not originated; validation has said so
      default -> throw tls.refused("mode", "a mode");
    };
  }
}
