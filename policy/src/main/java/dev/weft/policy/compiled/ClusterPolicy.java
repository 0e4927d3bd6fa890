package dev.weft.policy.compiled;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the instances of one host are used.
 *
 * @param host canonical, or a wildcard
 * @param source the documents it came from, {@code namespace/name}
 * @param traffic where no subset or port says otherwise
 * @param portTraffic by service port; replaces {@code traffic} whole (blocks that it leaves out are
 *     at their defaults), as Istio
 * @param subsets by name
 */
public record ClusterPolicy(
    String host,
    String source,
    Traffic traffic,
    Map<Integer, Traffic> portTraffic,
    Map<String, Subset> subsets) {

  public ClusterPolicy {
    portTraffic = Map.copyOf(portTraffic);
    subsets = Map.copyOf(subsets);
  }

  /**
   * A named selection of instances: those whose labels contain all of {@code labels}. Its traffic
   * policy is already merged with the cluster's.
   */
  public record Subset(
      String name, Map<String, String> labels, Traffic traffic, Map<Integer, Traffic> portTraffic) {
    public Subset {
      labels = Map.copyOf(labels);
      portTraffic = Map.copyOf(portTraffic);
    }
  }

  /**
   * @param outlier null: no instance is ever ejected
   * @param retryBudget null: no budget
   * @param tls what the rule says of TLS
   */
  public record Traffic(
      LoadBalancer loadBalancer,
      @Nullable OutlierDetection outlier,
      @Nullable RetryBudget retryBudget,
      TlsMode tls) {
    public static final Traffic DEFAULT =
        new Traffic(LoadBalancer.LEAST_REQUEST, null, null, TlsMode.AUTO);
  }

  /**
   * Envoy's simple balancers. {@code PASSTHROUGH} leaves the address as the application wrote it.
   */
  public enum LoadBalancer {
    LEAST_REQUEST,
    ROUND_ROBIN,
    RANDOM,
    PASSTHROUGH
  }

  /** {@code AUTO}: mTLS exactly where the instance announces it. */
  public enum TlsMode {
    AUTO,
    DISABLE,
    ISTIO_MUTUAL
  }

  /**
   * @param consecutive5xx 0: off; default 5
   * @param consecutiveGateway 0: off, the default
   * @param consecutiveLocal only with {@code splitLocal}; default 5
   * @param splitLocal count failures without a response apart
   * @param interval of the sweep that ends ejections; default 10 s
   * @param baseEjection times the number of ejections; default 30 s
   * @param maxEjectionPercent default 10; at least one instance may be ejected where there are two
   * @param minHealthPercent below it ejections are ignored; default 0
   * @param errorCodes if not empty, only these statuses count as errors
   */
  public record OutlierDetection(
      int consecutive5xx,
      int consecutiveGateway,
      int consecutiveLocal,
      boolean splitLocal,
      Duration interval,
      Duration baseEjection,
      int maxEjectionPercent,
      int minHealthPercent,
      Set<Integer> errorCodes) {
    public OutlierDetection {
      errorCodes = Set.copyOf(errorCodes);
    }
  }

  /**
   * Concurrent retries are at most max(minConcurrency, percent of the calls under way); with an
   * interval, the calls begun within it count instead.
   */
  public record RetryBudget(double percent, int minConcurrency, Duration interval) {
    public static final RetryBudget DEFAULT = new RetryBudget(20, 3, Duration.ZERO);
  }

  /** The names of the subsets, for messages. */
  public List<String> subsetNames() {
    return subsets.keySet().stream().sorted().toList();
  }
}
