package dev.weft.core.balance;

import dev.weft.core.call.Attempt;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.random.RandomSource;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's simple balancers over the endpoints that may be used: not ejected (unless so many are
 * that it is a panic), not refused a moment ago (unless all are), not tried before by this call
 * (where there is another). Thread-safe, no state of its own.
 */
public final class Balancer {
  private final RandomSource random;

  public Balancer(RandomSource random) {
    this.random = random;
  }

  /**
   * @param tried the attempts before, none of whose endpoints is wanted again; null: no matter
   * @return null: none is healthy
   */
  public @Nullable Endpoint pick(Cluster cluster, @Nullable Attempt tried, long nowNanos) {
    int size = cluster.size();
    if (size == 0) {
      return null;
    }
    if (tried == null) {
      Endpoint quick = among(cluster, size);
      if (isFit(quick, nowNanos)) {
        return quick;
      }
    }
    return carefully(cluster, tried, nowNanos);
  }

  private static boolean isFit(Endpoint endpoint, long nowNanos) {
    return !endpoint.state().ejection().isEjected() && !endpoint.state().isRefused(nowNanos);
  }

  /** As if all of them could be used, which they nearly always can. */
  private Endpoint among(Cluster cluster, int size) {
    return switch (cluster.traffic().loadBalancer()) {
      case ROUND_ROBIN -> cluster.endpoint(cluster.state().nextTurn() % size);
      case RANDOM, PASSTHROUGH -> cluster.endpoint(random.below(size));
      case LEAST_REQUEST -> {
        long drawn = random.nextLong();
        Endpoint one = cluster.endpoint((int) ((drawn & 0x7fffffffL) * size >>> 31));
        Endpoint two = cluster.endpoint((int) ((drawn >>> 33) * size >>> 31));
        yield lessBusy(one, two);
      }
    };
  }

  private static Endpoint lessBusy(Endpoint one, Endpoint two) {
    return two.state().active() < one.state().active() ? two : one;
  }

  /** How strict a choice is; each level admits all that the one before does. */
  private enum Level {
    UNTRIED,
    REACHABLE,
    NOT_EJECTED
  }

  private @Nullable Endpoint carefully(Cluster cluster, @Nullable Attempt tried, long nowNanos) {
    boolean panic = isPanic(cluster);
    for (Level level : Level.values()) {
      int count = 0;
      for (int i = 0; i < cluster.size(); i++) {
        count += admits(level, cluster.endpoint(i), tried, panic, nowNanos) ? 1 : 0;
      }
      if (count > 0) {
        return choose(cluster, level, count, tried, panic, nowNanos);
      }
    }
    return null;
  }

  private Endpoint choose(
      Cluster cluster,
      Level level,
      int count,
      @Nullable Attempt tried,
      boolean panic,
      long nowNanos) {
    LoadBalancer kind = cluster.traffic().loadBalancer();
    int first =
        kind == LoadBalancer.ROUND_ROBIN ? cluster.state().nextTurn() % count : random.below(count);
    int second = kind == LoadBalancer.LEAST_REQUEST ? random.below(count) : first;
    Endpoint one = cluster.endpoint(0);
    Endpoint two = one;
    int seen = 0;
    for (int i = 0; i < cluster.size(); i++) {
      Endpoint candidate = cluster.endpoint(i);
      if (admits(level, candidate, tried, panic, nowNanos)) {
        one = seen == first ? candidate : one;
        two = seen == second ? candidate : two;
        seen++;
      }
    }
    // An endpoint may have become fit or unfit between the two walks; then the last guess stands.
    return lessBusy(one, two);
  }

  private static boolean admits(
      Level level, Endpoint endpoint, @Nullable Attempt tried, boolean panic, long nowNanos) {
    if (endpoint.state().ejection().isEjected() && !panic) {
      return false;
    }
    return switch (level) {
      case UNTRIED -> !endpoint.state().isRefused(nowNanos) && !wasTried(endpoint, tried);
      case REACHABLE -> !endpoint.state().isRefused(nowNanos);
      case NOT_EJECTED -> true;
    };
  }

  private static boolean wasTried(Endpoint endpoint, @Nullable Attempt tried) {
    for (Attempt attempt = tried; attempt != null; attempt = attempt.previous()) {
      if (attempt.endpoint() == endpoint) {
        return true;
      }
    }
    return false;
  }

  /** So few are healthy that ejections are ignored. */
  private static boolean isPanic(Cluster cluster) {
    OutlierDetection outlier = cluster.traffic().outlier();
    if (outlier == null) {
      return true; // nobody is to be ejected here; what another cluster's policy ejected is no
      // matter
    }
    if (outlier.minHealthPercent() == 0) {
      return false;
    }
    int healthy = 0;
    for (int i = 0; i < cluster.size(); i++) {
      healthy += cluster.endpoint(i).state().ejection().isEjected() ? 0 : 1;
    }
    return healthy * 100L < (long) outlier.minHealthPercent() * cluster.size();
  }
}
