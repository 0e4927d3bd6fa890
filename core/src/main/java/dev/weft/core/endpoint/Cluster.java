package dev.weft.core.endpoint;

import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that one destination (host, subset, port) means in one snapshot, and how they are
 * used. Immutable but for {@link #state}, which outlives the snapshot.
 */
public final class Cluster {
  private final String host;
  private final @Nullable String subset;
  private final int port;
  private final Traffic traffic;
  private final boolean passThrough;
  private final Endpoint[] endpoints;
  private final ClusterState state;

  /**
   * @param host canonical
   * @param subset null: every instance
   * @param port the service port
   * @param passThrough the address stays as the application wrote it
   */
  public Cluster(
      String host,
      @Nullable String subset,
      int port,
      Traffic traffic,
      boolean passThrough,
      Endpoint[] endpoints,
      ClusterState state) {
    this.host = host;
    this.subset = subset;
    this.port = port;
    this.traffic = traffic;
    this.passThrough = passThrough;
    this.endpoints = endpoints.clone();
    this.state = state;
  }

  public String host() {
    return host;
  }

  public @Nullable String subset() {
    return subset;
  }

  public int port() {
    return port;
  }

  public Traffic traffic() {
    return traffic;
  }

  /** Whether the address stays as the application wrote it. */
  public boolean passThrough() {
    return passThrough;
  }

  public int size() {
    return endpoints.length;
  }

  public Endpoint endpoint(int index) {
    return endpoints[index];
  }

  /** Whether it is one of them, be it of an older snapshot. */
  public boolean has(Endpoint other) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.state() == other.state()) {
        return true;
      }
    }
    return false;
  }

  /** What survives a swap. */
  public ClusterState state() {
    return state;
  }

  /** The form of messages: {@code reviews.default.svc.cluster.local:9080, subset v1}. */
  @Override
  public String toString() {
    return host + ":" + port + (subset == null ? "" : ", subset " + subset);
  }
}
